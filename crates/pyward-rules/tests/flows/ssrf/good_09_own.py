from flask import Flask, request
import requests
from urllib.parse import urlparse

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    url = request.args["u"]
    if urlparse(url).hostname not in {"a.example.com"}:
        return "no"
    requests.get(url, timeout=3)
    return "ok"
