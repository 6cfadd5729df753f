import random

from flask import Flask, make_response

app = Flask(__name__)


def identifier():
    return "%032x" % random.getrandbits(128)


@app.route("/login")
def login():
    response = make_response("ok")
    session_id = identifier()
    response.set_cookie("sid", session_id, secure=True, httponly=True)
    return response
