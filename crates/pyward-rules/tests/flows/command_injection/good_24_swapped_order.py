import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/a")
def a():
    param = request.args.get("p")
    values = ["safe", param, "also"]
    values.reverse()
    bar = values[0]
    os.system("echo " + bar)
    return "ok"
