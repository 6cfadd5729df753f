from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    if param not in ("red", "green"):
        return "no"
    bar = param
    return make_response("<p>" + bar)
