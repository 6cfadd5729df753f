from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    pair = (1, (param, "fixed"))
    _, (bar, _) = pair
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
