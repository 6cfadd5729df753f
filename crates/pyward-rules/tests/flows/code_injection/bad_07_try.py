from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    try:
        bar = param.encode("ascii").decode("ascii")
    except UnicodeError:
        bar = "fixed"
    eval(bar)
    return "done"
