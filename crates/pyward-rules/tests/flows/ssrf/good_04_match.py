from flask import Flask, request
import urllib.request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    choice = "ABC"[2]
    match choice:
        case "A":
            bar = param
        case "C":
            bar = "fixed"
        case _:
            bar = param
    urllib.request.urlopen("http://" + bar).read()
    return "done"
