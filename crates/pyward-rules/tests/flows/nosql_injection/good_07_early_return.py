from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.get_json()["q"]
    allowed = ["red", "green"]
    ok = param in allowed
    if not ok:
        return "no"
    bar = param
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
