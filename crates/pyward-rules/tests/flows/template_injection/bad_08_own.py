from flask import Flask, request
from jinja2 import Environment

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    env = Environment(autoescape=True)
    return str(len(env.from_string(request.args["t"]).render()))
