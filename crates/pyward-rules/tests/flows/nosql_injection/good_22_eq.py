from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.route("/find", methods=["POST"])
def find():
    name = request.get_json()["name"]
    if not isinstance(name, str):
        return "no", 400
    return str(db.users.find_one({"name": name}))
