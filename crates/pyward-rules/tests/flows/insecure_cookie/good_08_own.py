from flask import make_response


def view():
    r = make_response("ok")
    if 1 > 2:
        r.set_cookie("a", "b")
    return r
