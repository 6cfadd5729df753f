import contextlib
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@contextlib.contextmanager
def opened():
    connection = sqlite3.connect("shop.db")
    try:
        yield connection.cursor()
    finally:
        connection.close()


@app.get("/orders")
def orders():
    with opened() as rows:
        rows.execute("SELECT id FROM orders WHERE buyer = '" + request.args["buyer"] + "'")
        return {"ids": rows.fetchall()}
