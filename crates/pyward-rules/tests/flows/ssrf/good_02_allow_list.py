from flask import Flask, request
import urllib.request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if param not in ("red", "green"):
        return "no"
    bar = param
    urllib.request.urlopen("http://" + bar).read()
    return "done"
