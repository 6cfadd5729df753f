import importlib

from flask import Flask, request

app = Flask(__name__)


@app.route("/plugin")
def plugin():
    module = importlib.import_module(request.args["name"])
    return module.run()
