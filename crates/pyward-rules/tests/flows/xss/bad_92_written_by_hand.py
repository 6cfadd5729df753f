from http.server import BaseHTTPRequestHandler


class Handler(BaseHTTPRequestHandler):
    def answer(self, body):
        self.send_response(404)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(b"".join([b"<h1>Not found</h1>", self.path.encode()]))
