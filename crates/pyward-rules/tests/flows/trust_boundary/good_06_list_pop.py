from flask import Flask, request
import flask

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    flask.session[bar] = "1"
    return "done"
