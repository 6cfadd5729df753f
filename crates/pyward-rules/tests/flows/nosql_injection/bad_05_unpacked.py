from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.get_json()["q"]
    pair = (1, (param, "fixed"))
    _, (bar, _) = pair
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
