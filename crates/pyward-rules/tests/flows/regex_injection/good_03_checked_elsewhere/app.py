from flask import Flask, request
import re as regex

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    if not checks.is_known(param):
        return "no"
    bar = param
    regex.search(bar, "some text")
    return "done"
