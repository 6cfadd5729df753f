from flask import Flask, request
import re as regex

import things

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    thing = things.make("plain")
    bar = thing.get(param)
    regex.search(bar, "some text")
    return "done"
