from flask import Flask, request
import re as regex

def shown(**named):
    return named["text"]

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    given = {"text": param}
    bar = shown(**given)
    regex.search(bar, "some text")
    return "done"
