import os

from flask import Flask, request

app = Flask(__name__)


ROOT = "/srv/reports"


@app.route("/report")
def report():
    path = os.path.join(ROOT, request.args["name"])
    if os.path.relpath(path, ROOT).startswith(".."):
        return "no"
    return open(path).read()
