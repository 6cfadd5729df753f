from flask import Flask, request
from flask import Response
from urllib.parse import quote

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    r = Response("ok")
    r.headers["X-N"] = quote(request.args["n"])
    return r
