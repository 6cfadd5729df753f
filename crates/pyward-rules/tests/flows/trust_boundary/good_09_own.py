from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    session["visits"] = session.get("visits", 0) + 1
    return "ok"
