from flask import Flask, request
import requests

import things

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    thing = things.make("plain")
    bar = thing.get(param)
    requests.get(bar, timeout=3)
    return "done"
