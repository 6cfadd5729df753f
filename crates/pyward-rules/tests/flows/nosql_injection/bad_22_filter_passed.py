from flask import Flask, jsonify, request
from flask_pymongo import PyMongo

app = Flask(__name__)
mongo = PyMongo(app)


@app.route("/search", methods=["POST"])
def search():
    return jsonify(list(mongo.db.items.find(request.get_json())))
