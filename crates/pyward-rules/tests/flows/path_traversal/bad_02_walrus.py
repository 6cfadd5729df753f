from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if (bar := param.strip()):
        pass
    open(os.path.join("/srv/files", bar), "rb").read()
    return "done"
