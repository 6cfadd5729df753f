from flask import Flask, request
import pathlib

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    base = pathlib.Path("/srv").resolve()
    path = (base / request.args["f"]).resolve()
    if not path.is_relative_to(base):
        return "no"
    return str(len(path.read_text()))
