from flask import Flask, request
from jinja2 import Environment, select_autoescape

app = Flask(__name__)
env = Environment(autoescape=True)
PAGE = env.from_string("<p>{{ text }}</p>")


@app.route("/p")
def page():
    return PAGE.render(text=request.args["text"])
