import logging

from flask import Flask, abort, request

app = Flask(__name__)
log = logging.getLogger("shop")


@app.get("/page")
def page():
    log.log(logging.WARNING, "asked for " + request.args["name"])
    return {}
