from urllib.parse import urlparse

from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/go")
def go():
    target = request.args["next"]
    address = urlparse(target)
    if address.scheme:
        target = "/"
    return redirect(target)
