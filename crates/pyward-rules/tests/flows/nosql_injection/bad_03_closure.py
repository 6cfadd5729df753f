from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.get_json()["q"]
    def again():
        return param + "!"
    bar = again()
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
