from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    num = 86
    if 7 * 42 - num > 200:
        bar = "fixed"
    else:
        bar = param
    open(os.path.join("/srv/files", bar), "rb").read()
    return "done"
