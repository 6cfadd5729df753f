from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = ""
    for piece in param.split(" "):
        bar += piece + " "
    return make_response("<p>" + bar)
