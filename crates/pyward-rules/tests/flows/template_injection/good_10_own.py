from flask import Flask, request
from flask import render_template

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    names = {"a": "a.html", "b": "b.html"}
    return render_template(names.get(request.args["p"], "a.html"))
