import os

from flask import Flask, request

app = Flask(__name__)


def runner(host):
    def run():
        os.system("ping -c 1 localhost")
        return host

    return run


@app.get("/ping")
def ping():
    run = runner(request.args["host"])
    run()
    return "sent"
