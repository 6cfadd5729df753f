from flask import Flask, request

app = Flask(__name__)


ESCAPES = {ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;"}


@app.route("/hello")
def hello():
    return "<b>" + request.args["name"].translate(ESCAPES) + "</b>"
