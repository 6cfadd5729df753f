from flask import Flask, request
from flask import render_template_string

def shown(**named):
    return named["text"]

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    given = {"text": param}
    bar = shown(**given)
    return render_template_string("<p>" + bar)
