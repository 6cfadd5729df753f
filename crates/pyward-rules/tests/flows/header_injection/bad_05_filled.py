from flask import Flask, request
from flask import make_response

def fill(into, text):
    into.append(text)

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    found = []
    fill(found, param)
    bar = found[0]
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
