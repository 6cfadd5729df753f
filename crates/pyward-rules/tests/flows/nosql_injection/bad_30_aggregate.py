from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
orders = MongoClient()["shop"]["orders"]


@app.route("/orders", methods=["POST"])
def search():
    match = {"status": "open"}
    match.update(request.get_json())
    return str(list(orders.find(match)))
