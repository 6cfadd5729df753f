from flask import Flask, request
import shlex, os

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    os.system("ls " + shlex.quote(request.args["d"]))
    return "ok"
