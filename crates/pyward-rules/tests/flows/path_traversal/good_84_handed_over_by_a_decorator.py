import functools
import os

from flask import Flask, abort, request

app = Flask(__name__)
ROOT = os.path.realpath("/srv/pages")


def found(view):
    @functools.wraps(view)
    def wrapper():
        path = os.path.realpath(os.path.join(ROOT, request.args["name"]))
        if path == ROOT or os.path.commonpath([ROOT, path]) != ROOT:
            abort(404)
        return view(path)

    return wrapper


@app.delete("/page")
@found
def page(path):
    os.remove(path)
    return {}
