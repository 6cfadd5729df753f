from flask import Flask, request

import things

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    thing = things.make("plain")
    bar = thing.get(param)
    eval(bar)
    return "done"
