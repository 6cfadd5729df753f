from flask import Flask, request
import re as regex

NAMES = {"a": "alpha", "b": "beta"}

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = NAMES.get(param, "none")
    regex.search(bar, "some text")
    return "done"
