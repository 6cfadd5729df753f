from flask import Flask, request
from flask import Response

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    r = Response("ok")
    r.headers.add("X-N", request.args["n"])
    return r
