from flask import Flask, request
import sqlite3

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    if param == "red":
        bar = param
    else:
        bar = "green"
    with sqlite3.connect("a.db") as con:
        con.execute("select * from t where n = '" + bar + "'")
    return "done"
