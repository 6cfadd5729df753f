from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)

visits = MongoClient().site.visits


def scalars(mapping):
    for key, value in mapping.items():
        if not isinstance(value, (str, int, bool)):
            raise ValueError(key)
    return mapping


@app.route("/visits", methods=["POST"])
def found():
    asked = scalars(request.json)
    query = {key: value for key, value in asked.items() if key in {"country", "browser"}}
    return str(visits.count_documents(query))
