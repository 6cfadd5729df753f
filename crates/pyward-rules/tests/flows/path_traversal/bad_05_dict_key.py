from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    open(os.path.join("/srv/files", bar), "rb").read()
    return "done"
