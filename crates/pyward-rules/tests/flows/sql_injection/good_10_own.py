from flask import Flask, request
import sqlite3

COLUMNS = ["id", "name"]

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    column = request.args["o"]
    if column not in COLUMNS:
        column = "id"
    sqlite3.connect("a").execute(f"select * from t order by {column}")
    return "ok"
