from flask import Flask, request
import pymongo

class Card:
    def __init__(self, text):
        self._text = text

    @property
    def title(self):
        return self._text.title()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.json.get("q")
    bar = Card(param).title
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
