from flask import Flask, request
from flask import make_response

import enum

class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = Colour(param).value
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
