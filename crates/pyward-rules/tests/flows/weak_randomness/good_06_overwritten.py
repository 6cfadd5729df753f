import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    bar = param
    bar = "none"
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
