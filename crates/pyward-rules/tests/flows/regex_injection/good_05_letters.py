from flask import Flask, request
import re as regex

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    if param.isalnum():
        bar = param
    else:
        bar = "fixed"
    regex.search(bar, "some text")
    return "done"
