from flask import Flask, request
from flask import redirect

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = Order("fixed", note=param).name
    return redirect(bar)
