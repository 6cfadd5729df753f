from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    if param.isalnum():
        bar = param
    else:
        bar = "fixed"
    eval(bar)
    return "done"
