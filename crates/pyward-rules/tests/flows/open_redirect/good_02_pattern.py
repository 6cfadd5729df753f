from flask import Flask, request
from flask import redirect

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    import re
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", param):
        return "no"
    bar = param
    return redirect(bar)
