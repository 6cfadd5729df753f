from flask import Flask, request
import subprocess

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = shaping.decorate(param)
    subprocess.Popen(["sh", "-c", "echo " + bar])
    return "done"
