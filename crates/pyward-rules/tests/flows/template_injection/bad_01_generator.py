from flask import Flask, request
from flask import render_template_string

def letters(text):
    for letter in text:
        yield letter

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = "".join(letters(param))
    return render_template_string("<p>" + bar)
