import os

import tornado.web


class Download(tornado.web.RequestHandler):
    ROOT = "/srv/files"

    def _path(self, name):
        return os.path.join(self.ROOT, name)

    def get(self, name):
        with open(self._path(name), "rb") as file:
            self.finish(file.read())


app = tornado.web.Application([(r"/files/(.*)", Download)])
