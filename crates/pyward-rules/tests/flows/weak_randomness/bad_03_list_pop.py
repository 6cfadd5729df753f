import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    values = ["one", "two"]
    values.append(param)
    values.pop(0)
    bar = values[1]
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
