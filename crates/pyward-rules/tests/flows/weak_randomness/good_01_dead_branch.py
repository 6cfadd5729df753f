import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    num = 106
    bar = "none" if 7 * 18 + num > 200 else param
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
