import requests
from flask import Flask, request

app = Flask(__name__)


@app.route("/user")
def user():
    return requests.get("https://api.example.com/users/" + request.args["id"], timeout=5).text
