from flask import Flask, request
import pymongo

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.get_json()["q"]
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
