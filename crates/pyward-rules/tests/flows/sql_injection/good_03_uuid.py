from flask import Flask, request
import sqlite3

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    import uuid
    try:
        bar = str(uuid.UUID(param))
    except ValueError:
        return "no"
    con = sqlite3.connect("a.db")
    cur = con.cursor()
    cur.execute(f"select * from t where n = '{bar}'")
    return "done"
