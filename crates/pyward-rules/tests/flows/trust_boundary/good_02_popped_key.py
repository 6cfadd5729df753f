from flask import Flask, request
import flask

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    options = {"first": param}
    options.pop("first")
    bar = options.get("first", "fixed")
    flask.session[bar] = "1"
    return "done"
