from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    allowed = ["red", "green"]
    ok = param in allowed
    if not ok:
        return "no"
    bar = param
    open(os.path.join("/srv/files", bar), "rb").read()
    return "done"
