import random
import secrets
from flask import make_response

import shaping


def work(data):
    param = str(random.random())
    bar = shaping.decorate(param)
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
