import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/report")
def report():
    name = request.args["name"]
    if any(part == ".." for part in name.split("/")):
        return "no"
    return open(os.path.join("/srv/reports", name)).read()
