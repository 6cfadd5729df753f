from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
tokens = MongoClient().auth.tokens


@app.post("/verify")
def verify():
    match request.get_json():
        case {"token": str(value)}:
            return str(tokens.find_one({"token": value}) is not None)
    return "no"
