from flask import Flask, request
import pathlib

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["first"]
    (pathlib.Path("/srv") / bar).read_text()
    return "done"
