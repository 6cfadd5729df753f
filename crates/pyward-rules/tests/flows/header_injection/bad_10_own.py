import tornado.web


class Main(tornado.web.RequestHandler):
    def get(self):
        self.set_header("X-N", self.get_argument("n"))
