from flask import Flask, request
import re

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    match = re.search("x", request.args["u"])
    return "yes" if match else "no"
