from flask import Flask, request
import pymongo

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    pymongo.MongoClient().a.b.find_one({"name": request.args["name"]})
    return "ok"
