import logging

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/")
def page():
    logging.info("asked for %s", " ".join(request.args["page"].split()))
    return {}
