import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/run", methods=["POST"])
def run():
    data = request.get_json()
    a, b = data["x"].split(":")
    c, d = data["y"].split(":")
    if a not in ("ls", "id"):
        abort(400)
    os.system(c)
    return "done"
