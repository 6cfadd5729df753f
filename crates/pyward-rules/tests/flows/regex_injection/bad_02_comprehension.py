from flask import Flask, request
import re as regex

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    pieces = [piece.lower() for piece in param.split(",") if piece]
    bar = ",".join(pieces)
    regex.search(bar, "some text")
    return "done"
