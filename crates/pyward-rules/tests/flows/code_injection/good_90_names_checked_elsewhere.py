import re

from flask import Flask, abort, request

app = Flask(__name__)

NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


def checked(names):
    for name in names:
        if not NAME.fullmatch(name):
            abort(400)
    return list(names)


@app.route("/rows", methods=["POST"])
def rows():
    parts = ", ".join(f"row['{name}']" for name in checked(request.json["columns"]))
    return str(eval(f"lambda row: ({parts},)"))
