from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.json.get("q")
    if param == "red":
        bar = param
    else:
        bar = "green"
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
