import tornado.web


class Hello(tornado.web.RequestHandler):
    def get(self):
        name = self.get_query_argument("name", "nobody")
        page = ["<html>"]
        page += ["<p>", name, "</p>"]
        self.write("".join(page))
