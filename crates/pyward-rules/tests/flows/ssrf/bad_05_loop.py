from flask import Flask, request
import requests

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    bar = ""
    for piece in param.split(" "):
        bar += piece + " "
    requests.get(bar, timeout=3)
    return "done"
