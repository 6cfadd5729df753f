from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    users = MongoClient()["shop"]["users"]
    users.find(request.json)
    return "ok"
