import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/ping")
def ping():
    host = request.args["host"]
    if any(letter.isalnum() for letter in host):
        os.system("ping -c 1 " + host)
    return "sent"
