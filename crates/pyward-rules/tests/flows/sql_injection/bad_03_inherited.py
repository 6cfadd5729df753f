from flask import Flask, request
import sqlite3

class Base:
    def __init__(self, text):
        self.text = text

    def get(self):
        return self.text

class Special(Base):
    def __init__(self, text):
        super().__init__(text)
        self.kind = "special"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = Special(param).get()
    con = sqlite3.connect("a.db")
    cur = con.cursor()
    cur.execute(f"select * from t where n = '{bar}'")
    return "done"
