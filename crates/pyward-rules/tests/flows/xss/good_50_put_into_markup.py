from markupsafe import Markup
from flask import Flask, request

app = Flask(__name__)


@app.route("/hello")
def hello():
    name = request.args["name"]
    return Markup("<b>%s</b>") % name + Markup("<i>{}</i>").format(name)
