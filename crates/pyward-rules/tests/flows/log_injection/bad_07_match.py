from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    choice = "ABC"[1]
    match choice:
        case "A":
            bar = "fixed"
        case "B":
            bar = param
        case _:
            bar = "other"
    logging.info("seen %s", bar)
    return "done"
