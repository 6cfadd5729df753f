from flask import Flask, request
from flask import redirect

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    try:
        bar = param.encode("ascii").decode("ascii")
    except UnicodeError:
        bar = "fixed"
    return redirect(bar)
