from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if param not in ("red", "green"):
        return "no"
    bar = param
    os.system("echo " + bar)
    return "done"
