import subprocess

from flask import Flask, request

app = Flask(__name__)


def start(name):
    subprocess.call("service " + name + " start", shell=True)


def stop(name):
    subprocess.call(["service", "x", "stop"])


ACTIONS = {"start": start, "stop": stop}


@app.route("/service/<action>")
def service(action):
    ACTIONS[action](request.args["name"])
    return "ok"
