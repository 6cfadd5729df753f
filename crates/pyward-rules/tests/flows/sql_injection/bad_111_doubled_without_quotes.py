import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/item")
def item():
    number = request.args["id"].replace("'", "''")
    db = sqlite3.connect("shop.db")
    return str(db.execute("SELECT name FROM items WHERE id = " + number).fetchall())
