import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    options = {"first": secrets.token_hex(), "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
