from flask import Flask, request
import pymongo

def chosen(text, raw):
    if raw:
        return text
    return "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.json.get("q")
    bar = chosen(param, False)
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
