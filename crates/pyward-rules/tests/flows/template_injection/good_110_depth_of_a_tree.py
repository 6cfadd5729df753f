from flask import Flask, request
from jinja2 import Environment

app = Flask(__name__)
env = Environment(autoescape=True)


def depth(node):
    if isinstance(node, list):
        return 1 + max((depth(item) for item in node), default=0)
    return 0


@app.post("/block")
def block():
    return env.from_string("<i>" * depth(request.get_json()) + "{{ 'x' }}").render()
