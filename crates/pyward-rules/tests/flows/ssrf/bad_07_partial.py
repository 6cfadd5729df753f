from flask import Flask, request
import requests

def joined(start, end):
    return start + end

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    requests.get(bar, timeout=3)
    return "done"
