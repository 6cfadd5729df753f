from flask import Flask, request
import subprocess

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    subprocess.run(["ls", "--", request.args["d"]], check=True)
    return "ok"
