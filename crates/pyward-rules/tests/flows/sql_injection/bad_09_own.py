from flask import Flask, request
from sqlalchemy import create_engine, text

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    engine = create_engine("sqlite://")
    with engine.connect() as con:
        con.execute(text("select * from t order by " + request.args["o"]))
    return "ok"
