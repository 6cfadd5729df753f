from pathlib import Path

from flask import Flask, request

app = Flask(__name__)
BASE = Path("/srv/files")


@app.route("/read")
def read():
    path = (BASE / request.args["name"]).resolve()
    if BASE not in path.parents:
        return "no"
    return path.read_text()
