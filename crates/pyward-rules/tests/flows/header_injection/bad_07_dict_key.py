from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
