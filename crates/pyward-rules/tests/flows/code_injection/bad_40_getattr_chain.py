from flask import Flask, request

import tools

app = Flask(__name__)


@app.route("/call")
def call():
    return str(getattr(getattr(tools, request.args["module"]), request.args["name"])())
