from flask import Flask, request
from flask import redirect
from urllib.parse import urlparse

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    target = request.args["next"]
    if urlparse(target).scheme != "https":
        return "no"
    return redirect(target)
