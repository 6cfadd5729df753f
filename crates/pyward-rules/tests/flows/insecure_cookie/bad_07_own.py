from flask import make_response


class Jar:
    secure = False

    def put(self, response):
        response.set_cookie("a", "b", secure=self.secure)


def view():
    Jar().put(make_response("ok"))
    return "x"
