import socketserver


class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        tag = "".join(self.rfile.readline().decode().split())
        lines = ["HTTP/1.0 200 OK", "ETag: " + tag, "Content-Length: 0"]
        self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode())
