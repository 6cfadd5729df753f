from flask import Flask, request
from flask import Response

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    r = Response("ok")
    r.headers["X-N"] = str(len(request.args["n"]))
    return r
