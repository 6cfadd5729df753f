from flask import Flask, request
import requests

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    requests.post("https://api.example.com/", data={"q": request.args["q"]}, timeout=3)
    return "ok"
