from flask import Flask, request
import jinja2

from dataclasses import dataclass

@dataclass
class Order:
    name: str
    note: str

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = Order("fixed", note=param).name
    jinja2.Template("Hi " + bar).render()
    return "done"
