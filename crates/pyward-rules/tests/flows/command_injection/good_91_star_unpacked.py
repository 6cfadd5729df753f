import os

from flask import Flask, request

app = Flask(__name__)



@app.route("/run")
def work():
    *rest, first = [request.args["folder"], "etc", "srv"]
    os.system("ls " + rest[1] + first)
    return "done"
