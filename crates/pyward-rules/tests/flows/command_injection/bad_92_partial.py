import functools
import os

from flask import Flask, request

app = Flask(__name__)


run = functools.partial(os.system)


@app.route("/run")
def work():
    run("ls " + request.args["folder"])
    return "done"
