from flask import Flask, request
from flask import make_response

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = Order("fixed", note=param).note
    response = make_response("ok")
    response.headers["X-Name"] = bar
    return response
