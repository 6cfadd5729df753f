from flask import Flask, request
import jinja2

import checks

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    checks.require(param)
    bar = param
    jinja2.Template("Hi " + bar).render()
    return "done"
