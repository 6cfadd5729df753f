from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    os.system("echo " + bar)
    return "done"
