from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    pieces = [piece.lower() for piece in param.split(",") if piece]
    bar = ",".join(pieces)
    return "<p>" + bar + "</p>"
