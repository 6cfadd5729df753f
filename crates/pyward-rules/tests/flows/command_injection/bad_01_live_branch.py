from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    num = 106
    bar = "fixed" if 7 * 18 < num else param
    os.system("echo " + bar)
    return "done"
