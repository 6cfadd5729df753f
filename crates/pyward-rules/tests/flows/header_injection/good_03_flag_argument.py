from flask import Flask, request
from flask import make_response

def chosen(text, raw):
    if raw:
        return text
    return "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = chosen(param, False)
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
