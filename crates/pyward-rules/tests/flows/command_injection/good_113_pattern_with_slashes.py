import re
import subprocess

from flask import Flask, request

app = Flask(__name__)
BRANCH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_/]*")


@app.get("/run")
def run():
    branch = request.args["branch"]
    if not BRANCH.fullmatch(branch):
        return "no"
    subprocess.run("git log " + branch, shell=True)
    return "ok"
