from flask import Flask, request
import urllib.request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    choice = "ABC"[1]
    match choice:
        case "A":
            bar = "fixed"
        case "B":
            bar = param
        case _:
            bar = "other"
    urllib.request.urlopen("http://" + bar).read()
    return "done"
