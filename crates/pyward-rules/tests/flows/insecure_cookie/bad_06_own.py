from flask import make_response


def put(response, name, secure=False):
    response.set_cookie(name, "1", secure=secure)


def view():
    r = make_response("ok")
    put(r, "a")
    return r
