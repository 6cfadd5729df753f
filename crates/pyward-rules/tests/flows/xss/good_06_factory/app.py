from flask import Flask, request
from flask import make_response

import things

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    thing = things.make("plain")
    bar = thing.get(param)
    return make_response("<p>" + bar)
