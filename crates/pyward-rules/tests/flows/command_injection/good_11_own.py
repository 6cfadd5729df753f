from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    data = request.get_json()
    if data["kind"] in ("a", "b"):
        os.popen("run " + data["kind"])
    return "ok"
