from flask import Flask, request
from jinja2 import Template

app = Flask(__name__)


def mail(kind, text):
    if kind == "html":
        return Template("<p>" + text + "</p>")
    return Template("{{ body }}")


@app.route("/mail", methods=["POST"])
def send():
    return mail(request.form["kind"], request.form["text"]).render(body="x")
