import os
import re

from flask import Flask, abort, request

app = Flask(__name__)
NAME = re.compile(r"[a-z0-9]+")


@app.get("/ping")
def ping():
    host = request.args["host"]
    if NAME.fullmatch(host) is not None:
        return "a name"
    os.system("ping -c 1 " + host)
    return "done"
