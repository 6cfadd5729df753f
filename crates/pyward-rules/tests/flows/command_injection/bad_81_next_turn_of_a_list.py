import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/run")
def run():
    waiting = []
    while True:
        for command in waiting:
            os.system(command)
        waiting.append(request.args["next"])
