from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["first"]
    session["user"] = bar
    return "done"
