import random
import secrets

from flask import Flask, make_response

app = Flask(__name__)


@app.route("/login")
def login():
    response = make_response("tip %d" % random.randint(1, 9))
    session_id = secrets.token_hex(16)
    response.set_cookie("sid", session_id, secure=True, httponly=True)
    return response
