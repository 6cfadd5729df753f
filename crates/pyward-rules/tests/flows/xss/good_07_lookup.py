from flask import Flask, request

NAMES = {"a": "alpha", "b": "beta"}

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = NAMES.get(param, "none")
    return "<p>" + bar + "</p>"
