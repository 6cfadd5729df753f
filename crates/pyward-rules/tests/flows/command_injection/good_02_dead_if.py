from flask import Flask, request
import subprocess

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    num = 86
    if 7 * 42 - num > 200:
        bar = "fixed"
    else:
        bar = param
    subprocess.run(f"echo {bar}", shell=True)
    return "done"
