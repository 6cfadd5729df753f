import re

from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/go")
def go():
    place = request.args["to"]
    if not re.fullmatch(r"/[a-z0-9-]+(?:/[a-z0-9-]+)*", place):
        place = "/"
    return redirect(place)
