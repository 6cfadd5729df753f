import json

from flask import Flask, abort, request

app = Flask(__name__)
from pymongo import MongoClient

notes = MongoClient().app.notes


@app.get("/notes")
def find():
    wanted = json.loads(request.args["filter"])
    return {"count": len(list(notes.find(wanted)))}
