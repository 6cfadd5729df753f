from flask import Flask, request
from subprocess import check_output as out

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    words = ["bash", "-c"]
    words.append("ls " + request.args["d"])
    out(words)
    return "ok"
