import os

from flask import Flask, abort, request

app = Flask(__name__)
ROOT = os.path.realpath("/srv/pages")


@app.get("/page")
def page():
    path = os.path.realpath(os.path.join(ROOT, request.args["name"]))
    if not path.startswith(ROOT):
        abort(404)
    with open(path) as file:
        return {"length": len(file.read())}
