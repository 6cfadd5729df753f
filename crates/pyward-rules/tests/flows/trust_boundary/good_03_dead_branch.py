from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    num = 106
    bar = "fixed" if 7 * 18 + num > 200 else param
    session["user"] = bar
    return "done"
