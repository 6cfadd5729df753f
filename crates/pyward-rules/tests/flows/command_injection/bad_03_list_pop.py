from flask import Flask, request
import subprocess

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    subprocess.Popen(["sh", "-c", "echo " + bar])
    return "done"
