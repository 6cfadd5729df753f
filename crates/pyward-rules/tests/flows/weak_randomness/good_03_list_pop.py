import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
