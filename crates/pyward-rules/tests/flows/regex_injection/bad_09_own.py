from flask import Flask, request
import re

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return str(bool(re.match(f"^{request.args['p']}$", "x")))
