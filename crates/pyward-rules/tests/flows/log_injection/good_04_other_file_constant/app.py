from flask import Flask, request
import logging

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = shaping.decorate(param)
    logging.info("seen %s", bar)
    return "done"
