from flask import make_response


def view():
    flags = {"secure": False}
    r = make_response("ok")
    r.set_cookie("a", "b", **flags)
    return r
