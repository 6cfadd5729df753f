from flask import Flask, request
from flask import session as keep

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    form = request.form
    for key in form:
        keep[key] = form[key]
    return "ok"
