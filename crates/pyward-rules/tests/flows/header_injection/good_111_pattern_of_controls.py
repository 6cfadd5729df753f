import re
from http.server import BaseHTTPRequestHandler

CONTROLS = re.compile(r"[\x00-\x1f\x7f]")


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        name = self.headers["X-Name"]
        if CONTROLS.search(name):
            self.send_error(400)
            return
        self.send_response(200)
        self.send_header("X-Name", name)
        self.end_headers()
