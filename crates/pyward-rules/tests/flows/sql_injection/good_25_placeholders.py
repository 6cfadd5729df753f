import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.post("/pick")
def pick():
    ids = request.json["ids"]
    marks = ",".join("?" for _ in ids)
    rows = sqlite3.connect("shop.db").execute(f"SELECT * FROM items WHERE id IN ({marks})", ids)
    return {"rows": rows.fetchall()}
