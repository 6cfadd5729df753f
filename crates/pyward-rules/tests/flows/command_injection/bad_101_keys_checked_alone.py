import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/run", methods=["POST"])
def run():
    data = request.get_json()
    for key in data:
        if key not in ("folder", "depth"):
            abort(400)
    return listed(data)


def listed(asked):
    os.system("ls " + asked["folder"])
    return "done"
