import os

from flask import Flask, request

app = Flask(__name__)



@app.route("/run")
def work():
    os.system("ls " + request.args["folder"] * 0)
    os.system("ls " + request.args["folder"][:0])
    return "done"
