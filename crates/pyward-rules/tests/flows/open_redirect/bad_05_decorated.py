from flask import Flask, request
from flask import redirect

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
    param = request.values.get("q", "")
    bar = trimmed(param)
    return redirect(bar)
