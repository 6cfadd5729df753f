from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    options = {"first": param}
    options.pop("first")
    bar = options.get("first", "fixed")
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
