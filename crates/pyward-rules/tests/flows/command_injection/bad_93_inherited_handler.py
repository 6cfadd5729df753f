import subprocess

import tornado.web


class Tool(tornado.web.RequestHandler):
    def line(self):
        return "true"

    def get(self):
        subprocess.check_output(["/bin/sh", "-c", self.line()])


class Dig(Tool):
    def line(self):
        return "dig " + self.get_argument("name")
