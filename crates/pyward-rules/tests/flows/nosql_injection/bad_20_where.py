from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.route("/find")
def find():
    name = request.args["name"]
    return str(list(db.users.find({"$where": "this.name == '" + name + "'"})))
