from flask import Flask, request
import sqlite3

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    con = sqlite3.connect("a.db")
    cur = con.cursor()
    cur.execute(f"select * from t where n = '{bar}'")
    return "done"
