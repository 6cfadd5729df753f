from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.json.get("q")
    import io
    buffer = io.StringIO()
    buffer.write(param)
    bar = buffer.getvalue()
    db = pymongo.MongoClient()
    db.shop.users.find_one({"name": bar})
    return "done"
