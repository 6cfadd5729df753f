from flask import Flask, request
import requests

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    requests.get("https://api.example.com/items/" + request.args["i"], timeout=3)
    return "ok"
