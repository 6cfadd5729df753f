from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    logging.info("length: %d", len(request.args["n"]))
    return "ok"
