from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    session["user"] = bar
    return "done"
