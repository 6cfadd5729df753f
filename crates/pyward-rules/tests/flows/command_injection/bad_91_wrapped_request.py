import os

from flask import request


class Wrapped:
    def __init__(self, inner):
        self.inner = inner

    def header(self, name):
        return self.inner.headers.get(name, "")


def init(app):
    @app.route("/run")
    def run():
        os.system("ls " + Wrapped(request).header("X-Folder"))
        return "done"
