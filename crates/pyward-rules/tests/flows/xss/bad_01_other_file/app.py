from flask import Flask, request

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = shaping.decorate(param)
    return "<p>" + bar + "</p>"
