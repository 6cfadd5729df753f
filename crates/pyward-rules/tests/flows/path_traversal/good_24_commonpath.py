import os

from flask import Flask, abort, request

app = Flask(__name__)
BASE = os.path.abspath("files")


@app.route("/file")
def file():
    path = os.path.abspath(os.path.join(BASE, request.args["name"]))
    if os.path.commonpath([BASE, path]) != BASE:
        abort(403)
    with open(path) as opened:
        return opened.read()
