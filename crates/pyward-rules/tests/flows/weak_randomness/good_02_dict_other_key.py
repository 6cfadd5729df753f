import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    options = {"first": "none", "second": param}
    options["third"] = "also fixed"
    bar = options["first"]
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
