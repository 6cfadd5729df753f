from flask import Flask, request
from flask import redirect

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    checks.require(param)
    bar = param
    return redirect(bar)
