from flask import Flask, request
from flask import make_response

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    if param == "red":
        bar = param
    else:
        bar = "green"
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
