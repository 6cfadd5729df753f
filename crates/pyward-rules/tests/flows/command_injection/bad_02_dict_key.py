from flask import Flask, request
import subprocess

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    subprocess.run(f"echo {bar}", shell=True)
    return "done"
