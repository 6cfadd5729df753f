from pathlib import Path

from flask import Flask, abort, request, send_file

app = Flask(__name__)
BASE = Path("/srv/files").resolve()


@app.route("/file")
def file():
    path = (BASE / request.args["name"]).resolve()
    try:
        path.relative_to(BASE)
    except ValueError:
        abort(403)
    return send_file(path)
