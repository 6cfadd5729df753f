from flask import Flask, request
import requests

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = param[1:] + param[:1]
    requests.get(bar, timeout=3)
    return "done"
