import os
import re

from flask import Flask, request

app = Flask(__name__)


ODD = re.compile(r"[^a-zA-Z0-9.-]")


@app.route("/ping")
def ping():
    os.system("ping -c 1 " + ODD.sub("", request.args["host"]))
    return "sent"
