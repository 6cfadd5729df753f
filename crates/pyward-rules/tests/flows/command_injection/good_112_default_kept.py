import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/run")
def run():
    name = "status"

    def later(name=name):
        os.system("service " + name)

    name = request.args["name"]
    later()
    return name
