import sqlite3

from flask import Flask, request

import store

app = Flask(__name__)


@app.post("/rule")
def add():
    store.add(1, request.form["rule"])
    return "ok"


@app.get("/found")
def found():
    db = sqlite3.connect("data.db")
    for (rule,) in store.rules(1):
        db.execute("SELECT name FROM things WHERE " + rule)
    return "ok"
