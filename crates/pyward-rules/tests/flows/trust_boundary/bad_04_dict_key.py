from flask import Flask, request
import flask

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    flask.session[bar] = "1"
    return "done"
