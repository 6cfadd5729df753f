from flask import Flask, request
import re

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    patterns = {"a": "^a", "b": "^b"}
    return str(bool(re.match(patterns[request.args["p"]], "x")))
