import pickle
import socketserver


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        message = pickle.load(self.rfile)
        self.wfile.write(repr(message).encode())
