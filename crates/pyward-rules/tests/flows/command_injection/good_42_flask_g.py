import os

from flask import Flask, g, request

app = Flask(__name__)


@app.before_request
def remember():
    g.folder = request.args.get("folder")
    g.count = int(request.args.get("count"))


@app.route("/list")
def folder():
    os.system(f"ls -{g.count}")
    return "ok"
