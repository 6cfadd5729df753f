from flask import Flask, request
import pickle, base64

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    checks.require(param)
    bar = param
    pickle.loads(base64.b64decode(bar))
    return "done"
