import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/run", methods=["POST"])
def run():
    os.system(request.args["folder"][:0:-1])
    return "done"
