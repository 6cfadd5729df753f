from flask import Flask, request

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = shaping.decorate(param)
    page = "<html>"
    page += f"<p>{bar}</p>"
    return page
