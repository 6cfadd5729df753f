from flask import Flask, request

import tools

app = Flask(__name__)


@app.route("/read")
def read():
    return {"value": getattr(tools, request.args["name"], None)}
