from flask import Flask, request
from jinja2 import Template

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return str(len(Template("hi {{ n }}").render(n=request.args["q"])))
