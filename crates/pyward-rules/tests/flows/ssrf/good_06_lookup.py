from flask import Flask, request
import urllib.request

NAMES = {"a": "alpha", "b": "beta"}

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = NAMES.get(param, "none")
    urllib.request.urlopen("http://" + bar).read()
    return "done"
