import os

from flask import Flask, request

app = Flask(__name__)


def tried(command, left):
    if left == 0:
        return os.system("ping localhost")
    return tried(command, left - 1)


@app.get("/try")
def ask():
    return str(tried("ping " + request.args["host"], 5))
