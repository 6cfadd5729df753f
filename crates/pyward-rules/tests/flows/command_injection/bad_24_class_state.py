import os

from flask import Flask, request

app = Flask(__name__)


class Job:
    def __init__(self, target):
        self._target = target
        self.options = []

    def add(self, option):
        self.options.append(option)
        return self

    def line(self):
        return " ".join(["backup"] + self.options + [self._target])

    def start(self):
        os.system(self.line())


@app.route("/backup", methods=["POST"])
def backup():
    Job("/srv").add("--quiet").add(request.form["option"]).start()
    return "started"
