from flask import Flask, request
import sqlite3

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    checks.require(param)
    bar = param
    with sqlite3.connect("a.db") as con:
        con.execute("select * from t where n = '" + bar + "'")
    return "done"
