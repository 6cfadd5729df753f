from flask import Flask, request
from flask import session

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = shaping.decorate(param)
    session["user"] = bar
    return "done"
