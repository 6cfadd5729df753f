from flask import Flask, request
import requests

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = shaping.decorate(param)
    requests.get(bar, timeout=3)
    return "done"
