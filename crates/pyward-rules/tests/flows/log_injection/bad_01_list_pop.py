from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    logging.info("seen %s", bar)
    return "done"
