import sqlite3

from flask import Flask, request

import store

app = Flask(__name__)


@app.post("/rule")
def add():
    store.add(request.form["kind"], request.form["note"])
    return "ok"


@app.get("/found")
def found():
    db = sqlite3.connect("data.db")
    for (kind,) in store.kinds():
        db.execute("SELECT name FROM things WHERE kind = " + kind)
    return "ok"
