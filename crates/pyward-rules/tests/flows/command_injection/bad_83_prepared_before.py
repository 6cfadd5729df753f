import os

import tornado.web


class Ping(tornado.web.RequestHandler):
    def initialize(self, count):
        self.count = count

    def prepare(self):
        self.host = self.get_argument("host")

    def get(self):
        os.system("ping -c 1 " + self.host)
