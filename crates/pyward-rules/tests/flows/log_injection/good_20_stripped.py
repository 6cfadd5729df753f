import logging

from flask import Flask, request

app = Flask(__name__)
log = logging.getLogger(__name__)


@app.route("/login", methods=["POST"])
def login():
    user = request.form["user"].replace("\r", "").replace("\n", "")
    log.warning("failed login of %s", user)
    return "no", 401
