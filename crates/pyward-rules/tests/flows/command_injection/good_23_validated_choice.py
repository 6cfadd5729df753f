import os

from flask import Flask, abort, request

app = Flask(__name__)


@app.route("/log")
def log():
    which = request.args.get("which", "app")
    if which not in ("app", "db", "web"):
        abort(400)
    return os.popen("tail -n 50 /var/log/" + which + ".log").read()
