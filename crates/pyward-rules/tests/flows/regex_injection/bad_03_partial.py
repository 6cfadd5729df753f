from flask import Flask, request
import re as regex

def joined(start, end):
    return start + end

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    regex.search(bar, "some text")
    return "done"
