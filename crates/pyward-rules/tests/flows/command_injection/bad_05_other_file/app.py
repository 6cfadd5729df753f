from flask import Flask, request
import subprocess

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    bar = shaping.decorate(param)
    subprocess.run(f"echo {bar}", shell=True)
    return "done"
