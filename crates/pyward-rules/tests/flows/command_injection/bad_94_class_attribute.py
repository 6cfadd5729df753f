import os

from flask import Flask, request

app = Flask(__name__)



class Last:
    seen = "."


@app.route("/run")
def work():
    Last.seen = request.args["folder"]
    os.system("ls " + Last.seen)
    return "done"
