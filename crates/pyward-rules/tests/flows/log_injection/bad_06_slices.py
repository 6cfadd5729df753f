from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = param[1:] + param[:1]
    logging.info("seen %s", bar)
    return "done"
