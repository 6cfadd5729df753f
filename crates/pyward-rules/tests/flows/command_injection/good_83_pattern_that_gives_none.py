import os
import re

from flask import Flask, abort, request

app = Flask(__name__)


class Checks:
    name = re.compile(r"[a-z0-9]+")


@app.get("/ping")
def ping():
    host = request.args["host"]
    if Checks.name.fullmatch(host) is None:
        abort(400)
    os.system("ping -c 1 " + host)
    return "done"
