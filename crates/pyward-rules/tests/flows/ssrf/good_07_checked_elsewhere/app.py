from flask import Flask, request
import requests

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if not checks.is_known(param):
        return "no"
    bar = param
    requests.get(bar, timeout=3)
    return "done"
