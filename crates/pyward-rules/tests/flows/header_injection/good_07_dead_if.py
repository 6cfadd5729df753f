from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    num = 86
    if 7 * 42 - num > 200:
        bar = "fixed"
    else:
        bar = param
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
