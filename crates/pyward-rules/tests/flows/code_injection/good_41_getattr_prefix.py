from flask import Flask, request

app = Flask(__name__)


class Shop:
    def do_list(self):
        return "list"

    @app.route("/do")
    def dispatch(self):
        return getattr(self, "do_" + request.args["action"])()
