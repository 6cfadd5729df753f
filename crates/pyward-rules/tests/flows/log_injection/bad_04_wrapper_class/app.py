from flask import Flask, request
import logging

import holders

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    logging.info("seen %s", bar)
    return "done"
