import os

from flask import Flask, abort, request

app = Flask(__name__)
ROOT = os.path.realpath("uploads")


def inside(path):
    return os.path.realpath(path).startswith(ROOT + os.sep)


@app.route("/remove", methods=["POST"])
def remove():
    path = os.path.join(ROOT, request.form["name"])
    if not inside(path):
        abort(403)
    os.remove(path)
    return "ok"
