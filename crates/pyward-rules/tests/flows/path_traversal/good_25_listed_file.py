import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/file")
def file():
    wanted = request.args["name"]
    for entry in os.listdir("files"):
        if entry == wanted:
            with open(os.path.join("files", entry)) as opened:
                return opened.read()
    abort(404)
