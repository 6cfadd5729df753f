from flask import Flask, request

NAMES = {"a": "alpha", "b": "beta"}

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = NAMES.get(param, "none")
    exec("x = %s" % bar)
    return "done"
