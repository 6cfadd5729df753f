from flask import Flask, request
import sqlite3

def shown(**named):
    return named["text"]

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    given = {"text": param}
    bar = shown(**given)
    con = sqlite3.connect("a.db")
    cur = con.cursor()
    cur.execute(f"select * from t where n = '{bar}'")
    return "done"
