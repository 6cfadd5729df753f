import html

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/hello")
def hello():
    name = html.escape(request.args["name"])
    return "<p>" + html.unescape(name)[:40] + "</p>"
