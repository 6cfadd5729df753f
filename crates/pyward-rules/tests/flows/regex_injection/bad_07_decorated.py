from flask import Flask, request
import re as regex

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
    param = request.form["q"]
    bar = trimmed(param)
    regex.search(bar, "some text")
    return "done"
