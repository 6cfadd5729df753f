import sqlite3

from flask import Flask, request

app = Flask(__name__)


class Page:
    @property
    def offset(self):
        return self._offset

    @offset.setter
    def offset(self, value):
        self._offset = int(value)


@app.get("/items")
def items():
    page = Page()
    page.offset = request.args["offset"]
    db = sqlite3.connect("shop.db")
    return str(db.execute(f"SELECT name FROM items LIMIT 20 OFFSET {page.offset}").fetchall())
