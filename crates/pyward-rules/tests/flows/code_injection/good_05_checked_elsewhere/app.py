from flask import Flask, request

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    if not checks.is_known(param):
        return "no"
    bar = param
    eval(bar)
    return "done"
