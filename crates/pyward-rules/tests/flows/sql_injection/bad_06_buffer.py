from flask import Flask, request
import sqlite3

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    import io
    buffer = io.StringIO()
    buffer.write(param)
    bar = buffer.getvalue()
    with sqlite3.connect("a.db") as con:
        con.execute("select * from t where n = '" + bar + "'")
    return "done"
