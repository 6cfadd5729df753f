from flask import Flask, request
from flask import redirect

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = param
    bar = "fixed"
    return redirect(bar)
