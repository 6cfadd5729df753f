import os

from flask import Flask, abort, request

app = Flask(__name__)


def logged(view):
    return view


@app.delete("/page/<path:path>")
@logged
def page(path):
    os.remove("/srv/pages/" + path)
    return {}
