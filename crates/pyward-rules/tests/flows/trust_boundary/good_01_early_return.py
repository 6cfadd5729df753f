from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    allowed = ["red", "green"]
    ok = param in allowed
    if not ok:
        return "no"
    bar = param
    session["user"] = bar
    return "done"
