import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route("/login", methods=["POST"])
def login():
    log.warning("failed login of %s", repr(request.form["user"]))
    return "no", 401
