from flask import Flask, request
import re as regex

def letters(text):
    for letter in text:
        yield letter

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = "".join(letters(param))
    regex.search(bar, "some text")
    return "done"
