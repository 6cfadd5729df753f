import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/run", methods=["POST"])
def run():
    line = ["ls"] * 2
    line.append(request.args["folder"])
    os.system(" ".join(line))
    return "done"
