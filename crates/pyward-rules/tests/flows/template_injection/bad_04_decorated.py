from flask import Flask, request
import jinja2

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
    param = request.headers.get("X-Q", "")
    bar = trimmed(param)
    jinja2.Template("Hi " + bar).render()
    return "done"
