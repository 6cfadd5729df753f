from flask import Flask, request
import flask

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    num = 86
    if 7 * 42 - num > 200:
        bar = "fixed"
    else:
        bar = param
    flask.session[bar] = "1"
    return "done"
