from flask import Flask, request

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = Order("fixed", note=param).note
    with open("files/" + bar) as file:
        file.read()
    return "done"
