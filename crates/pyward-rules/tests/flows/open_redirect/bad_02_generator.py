from flask import Flask, request
from flask import redirect

def letters(text):
    for letter in text:
        yield letter

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = "".join(letters(param))
    return redirect(bar)
