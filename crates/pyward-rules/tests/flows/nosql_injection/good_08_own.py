from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    pymongo.MongoClient().a.b.find_one({"name": str(request.json["name"])})
    return "ok"
