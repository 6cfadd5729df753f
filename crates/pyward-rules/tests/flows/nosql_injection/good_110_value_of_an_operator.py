from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
tokens = MongoClient().auth.tokens


@app.post("/verify")
def verify():
    body = request.get_json()
    return str(tokens.find_one({"token": {"$eq": body["token"]}}) is not None)
