from flask import Flask, request
import pickle, base64

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = Order("fixed", note=param).name
    pickle.loads(base64.b64decode(bar))
    return "done"
