from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.route("/find")
def find():
    return str(db.users.find_one({"name": request.args["name"]}))
