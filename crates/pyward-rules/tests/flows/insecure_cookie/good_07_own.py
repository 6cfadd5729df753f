from flask import make_response


def view():
    secure = False
    if 3 * 3 > 8:
        secure = True
    r = make_response("ok")
    r.set_cookie("a", "b", secure=secure)
    return r
