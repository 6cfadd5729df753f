from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    choice = "ABC"[2]
    match choice:
        case "A":
            bar = param
        case "C":
            bar = "fixed"
        case _:
            bar = param
    exec("x = %s" % bar)
    return "done"
