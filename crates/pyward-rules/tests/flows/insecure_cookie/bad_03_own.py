from flask import make_response


def view():
    secure = 1 > 2
    r = make_response("ok")
    r.set_cookie("a", "b", secure=secure)
    return r
