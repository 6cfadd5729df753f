from flask import Flask, request
import pathlib

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    (pathlib.Path("/srv") / bar).read_text()
    return "done"
