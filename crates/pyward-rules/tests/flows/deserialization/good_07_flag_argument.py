from flask import Flask, request
import pickle, base64

def chosen(text, raw):
    if raw:
        return text
    return "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = chosen(param, False)
    pickle.loads(base64.b64decode(bar))
    return "done"
