import os
from shlex import quote

from flask import Flask, request

app = Flask(__name__)


class Job:
    def __init__(self, target):
        self._target = target
        self.options = []

    def add(self, option):
        self.options.append(quote(option))
        return self

    def start(self):
        os.system(" ".join(["backup"] + self.options + [self._target]))


@app.route("/backup", methods=["POST"])
def backup():
    Job("/srv").add("--quiet").add(request.form["option"]).start()
    return "started"
