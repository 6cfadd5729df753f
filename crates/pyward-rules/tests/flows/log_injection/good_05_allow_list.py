from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    if param not in ("red", "green"):
        return "no"
    bar = param
    logging.info("seen %s", bar)
    return "done"
