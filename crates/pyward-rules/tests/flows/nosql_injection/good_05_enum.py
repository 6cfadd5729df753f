from flask import Flask, request
import pymongo

import enum

class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.get_json()["q"]
    bar = Colour(param).value
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
