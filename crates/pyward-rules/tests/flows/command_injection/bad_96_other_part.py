import os

from flask import Flask, request

app = Flask(__name__)



@app.route("/run")
def work():
    for pair in request.query_string.decode().split("&"):
        name, _, value = pair.partition("=")
        if name == "folder":
            os.system("ls " + value)
    return "done"
