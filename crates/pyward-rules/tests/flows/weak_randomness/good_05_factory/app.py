import random
import secrets
from flask import make_response

import things


def work(data):
    param = str(random.random())
    thing = things.make("plain")
    bar = thing.get(param)
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
