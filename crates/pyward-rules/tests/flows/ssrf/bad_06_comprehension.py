from flask import Flask, request
import urllib.request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    pieces = [piece.lower() for piece in param.split(",") if piece]
    bar = ",".join(pieces)
    urllib.request.urlopen("http://" + bar).read()
    return "done"
