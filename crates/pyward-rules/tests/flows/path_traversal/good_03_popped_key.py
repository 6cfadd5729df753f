from flask import Flask, request
import pathlib

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    options = {"first": param}
    options.pop("first")
    bar = options.get("first", "fixed")
    (pathlib.Path("/srv") / bar).read_text()
    return "done"
