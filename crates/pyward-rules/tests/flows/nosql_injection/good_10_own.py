from flask import Flask, request
import pymongo
from bson import ObjectId

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    pymongo.MongoClient().a.b.find_one({"_id": ObjectId(request.json["id"])})
    return "ok"
