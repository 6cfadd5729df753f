from markupsafe import Markup
from flask import Flask, request

app = Flask(__name__)


@app.route("/hello")
def hello():
    return Markup("<b>%s</b>" % request.args["name"])
