from flask import Flask, request
import pages

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return "<p>" + pages.clean(request.args["q"]) + "</p>"
