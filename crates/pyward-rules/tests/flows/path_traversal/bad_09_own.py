from flask import Flask, request
from flask import send_file
import os

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    path = os.path.join("/srv", request.args["f"])
    if path.startswith("/srv"):
        return send_file(path)
    return "no"
