from flask import Flask, request
import subprocess

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["first"]
    subprocess.Popen(["sh", "-c", "echo " + bar])
    return "done"
