import os

import falcon


class Download:
    def on_get(self, req, resp):
        name = req.get_param("name")
        path = os.path.join("/srv/files", name)
        with open(path, "rb") as file:
            resp.data = file.read()


app = falcon.App()
app.add_route("/download", Download())
