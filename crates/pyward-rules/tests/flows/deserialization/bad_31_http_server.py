from http.server import BaseHTTPRequestHandler

import yaml


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        data = yaml.load(self.rfile.read(length), Loader=yaml.Loader)
        self.wfile.write(str(data).encode())
