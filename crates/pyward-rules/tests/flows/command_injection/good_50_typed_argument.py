import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/listen")
def listen():
    port = request.args.get("port", type=int)
    os.system("nc -l %s" % port)
    return "listening"
