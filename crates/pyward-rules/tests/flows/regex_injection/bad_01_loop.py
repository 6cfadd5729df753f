from flask import Flask, request
import re as regex

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = ""
    for piece in param.split(" "):
        bar += piece + " "
    regex.search(bar, "some text")
    return "done"
