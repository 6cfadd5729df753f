from flask import make_response


def view():
    r = make_response("ok")
    r.set_cookie("a", "b", secure=0)
    return r
