import tornado.escape
import tornado.web


class Hello(tornado.web.RequestHandler):
    def get(self):
        name = tornado.escape.xhtml_escape(self.get_query_argument("name", "nobody"))
        self.write("<p>" + name + "</p>")
