from flask import Flask, request
import sqlite3

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = Order("fixed", note=param).name
    with sqlite3.connect("a.db") as con:
        con.execute("select * from t where n = '" + bar + "'")
    return "done"
