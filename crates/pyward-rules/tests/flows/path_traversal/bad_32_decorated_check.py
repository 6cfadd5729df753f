import functools
import os

from flask import Flask, request

app = Flask(__name__)


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@app.route("/remove", methods=["POST"])
@logged
def remove():
    os.remove(os.path.join("uploads", request.form["name"]))
    return "ok"
