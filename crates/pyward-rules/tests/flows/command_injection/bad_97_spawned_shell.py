import os

from flask import Flask, request

app = Flask(__name__)



@app.route("/run")
def work():
    os.spawnl(os.P_WAIT, "/bin/sh", "sh", "-c", "ls " + request.args["folder"])
    return "done"
