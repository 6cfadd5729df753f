import uuid

import tornado.web


class Login(tornado.web.RequestHandler):
    def post(self):
        self.set_cookie("sid", uuid.uuid1().hex, secure=True, httponly=True)
