from flask import Flask, request
import yaml

import enum

class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = Colour(param).value
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
