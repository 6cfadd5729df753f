import os

from flask import Flask, request, send_file

app = Flask(__name__)
BASE = os.path.realpath(os.environ["FILES"])


@app.route("/read")
def read():
    path = os.path.realpath(os.path.join(BASE, request.args["name"]))
    if path != BASE and not path.startswith(BASE + os.sep):
        return "no"
    return send_file(path)
