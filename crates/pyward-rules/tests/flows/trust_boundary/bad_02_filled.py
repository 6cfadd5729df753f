from flask import Flask, request
import flask

def fill(into, text):
    into.append(text)

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    found = []
    fill(found, param)
    bar = found[0]
    flask.session[bar] = "1"
    return "done"
