import sqlite3

from flask import Flask, g, request

app = Flask(__name__)


def get_db():
    if "db" not in g:
        g.db = sqlite3.connect("shop.db")
    return g.db


@app.route("/items")
def items():
    order = request.args.get("order", "name")
    direction = "DESC" if request.args.get("desc") else "ASC"
    rows = get_db().execute("SELECT * FROM items ORDER BY {} {}".format(order, direction))
    return {"items": [dict(row) for row in rows]}
