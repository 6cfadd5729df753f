import random
import secrets
from flask import make_response


def work(data):
    param = str(random.random())
    def again():
        return param + "!"
    bar = again()
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
