from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = ""
    for piece in param.split(" "):
        bar += piece + " "
    eval(bar)
    return "done"
