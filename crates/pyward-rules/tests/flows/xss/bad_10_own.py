from flask import Flask, request
from markupsafe import Markup
from flask import render_template

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return render_template("a.html", q=Markup(request.args["q"]))
