from flask import Flask, request
import pickle, base64

import functools

def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner

@logged
def trimmed(text):
    return text.strip()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = trimmed(param)
    pickle.loads(base64.b64decode(bar))
    return "done"
