from flask import Flask, request
import sqlite3

class Card:
    def __init__(self, text):
        self._text = text

    @property
    def title(self):
        return self._text.title()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = Card(param).title
    with sqlite3.connect("a.db") as con:
        con.execute("select * from t where n = '" + bar + "'")
    return "done"
