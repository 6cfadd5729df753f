import os

from flask import Flask, g, request

app = Flask(__name__)


@app.route("/list")
def folder():
    os.system("ls " + g.folder)
    return "ok"


@app.before_request
def remember():
    g.folder = request.args.get("folder")
