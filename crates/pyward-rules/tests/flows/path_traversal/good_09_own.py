from flask import Flask, request
from flask import send_file
import os

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    path = os.path.realpath(os.path.join("/srv", request.args["f"]))
    if not path.startswith("/srv" + os.sep):
        return "no"
    return send_file(path)
