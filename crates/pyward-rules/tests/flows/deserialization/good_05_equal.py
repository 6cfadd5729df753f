from flask import Flask, request
import pickle, base64

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    if param == "red":
        bar = param
    else:
        bar = "green"
    pickle.loads(base64.b64decode(bar))
    return "done"
