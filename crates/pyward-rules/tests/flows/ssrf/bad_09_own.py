from flask import Flask, request
import requests

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    session = requests.Session()
    session.post(url=request.json["hook"], json={})
    return "ok"
