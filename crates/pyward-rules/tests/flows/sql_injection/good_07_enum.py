from flask import Flask, request
import sqlite3

import enum

class Colour(enum.Enum):
    RED = "red"
    GREEN = "green"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = Colour(param).value
    con = sqlite3.connect("a.db")
    cur = con.cursor()
    cur.execute(f"select * from t where n = '{bar}'")
    return "done"
