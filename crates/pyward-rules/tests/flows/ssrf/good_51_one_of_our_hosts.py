import requests
from flask import Flask, request

app = Flask(__name__)


OURS = ("https://one.example.com/", "https://two.example.com/")


@app.route("/preview")
def preview():
    address = request.args["url"]
    if not any(address.startswith(start) for start in OURS):
        return "no"
    return str(len(requests.get(address, timeout=5).content))
