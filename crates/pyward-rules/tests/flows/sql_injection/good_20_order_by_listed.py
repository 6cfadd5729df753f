import sqlite3

from flask import Flask, g, request

app = Flask(__name__)
COLUMNS = {"name", "price", "added"}


def get_db():
    if "db" not in g:
        g.db = sqlite3.connect("shop.db")
    return g.db


@app.route("/items")
def items():
    order = request.args.get("order", "name")
    if order not in COLUMNS:
        order = "name"
    rows = get_db().execute("SELECT * FROM items ORDER BY {}".format(order))
    return {"items": [dict(row) for row in rows]}
