import random
import secrets
from flask import make_response

import holders


def work(data):
    param = str(random.random())
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    response = make_response("ok")
    response.set_cookie("remember", bar, secure=True)
    return response
