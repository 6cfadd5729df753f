import random
import secrets
from flask import make_response

def joined(start, end):
    return start + end


def work(data):
    param = str(random.random())
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
