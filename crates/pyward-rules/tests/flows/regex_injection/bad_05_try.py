from flask import Flask, request
import re as regex

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    try:
        bar = param.encode("ascii").decode("ascii")
    except UnicodeError:
        bar = "fixed"
    regex.search(bar, "some text")
    return "done"
