from flask import Flask, request
import pathlib

def fill(into, text):
    into.append(text)

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    found = []
    fill(found, param)
    bar = found[0]
    (pathlib.Path("/srv") / bar).read_text()
    return "done"
