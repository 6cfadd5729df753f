from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    logging.info(f"who: {request.args['n']!r}")
    return "ok"
