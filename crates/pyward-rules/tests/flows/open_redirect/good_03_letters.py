from flask import Flask, request
from flask import redirect

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    if param.isalnum():
        bar = param
    else:
        bar = "fixed"
    return redirect(bar)
