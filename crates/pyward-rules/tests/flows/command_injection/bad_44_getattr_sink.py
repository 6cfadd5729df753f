import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/list")
def folder():
    run = getattr(os, "system")
    run("ls " + request.args["folder"])
    return "ok"
