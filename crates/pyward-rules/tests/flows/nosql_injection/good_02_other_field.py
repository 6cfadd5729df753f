from flask import Flask, request
import pymongo

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.json.get("q")
    bar = Order("fixed", note=param).name
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
