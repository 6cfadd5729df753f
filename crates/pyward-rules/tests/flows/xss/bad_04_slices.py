from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = param[1:] + param[:1]
    return "<p>" + bar + "</p>"
