from urllib.parse import quote

import tornado.web


class File(tornado.web.RequestHandler):
    def get(self):
        name = quote(self.get_argument("name"))
        self.set_header("Content-Disposition", "attachment; filename=" + name)
        self.write(b"data")
