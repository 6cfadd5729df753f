from flask import Flask, request
import requests

import holders

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    requests.get(bar, timeout=3)
    return "done"
