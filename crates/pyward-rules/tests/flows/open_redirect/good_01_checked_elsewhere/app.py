from flask import Flask, request
from flask import redirect

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    if not checks.is_known(param):
        return "no"
    bar = param
    return redirect(bar)
