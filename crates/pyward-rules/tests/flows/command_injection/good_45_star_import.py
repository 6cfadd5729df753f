import os

from flask import *

app = Flask(__name__)


@app.route("/list")
def folder():
    request = "fixed"
    os.system("ls " + request)
    return jsonify(request)
