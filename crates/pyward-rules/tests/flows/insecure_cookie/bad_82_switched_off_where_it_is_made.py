from flask import Flask, make_response

app = Flask(__name__)


class Jar:
    def __init__(self, response, secure=False):
        self.response = response
        self.secure = secure

    def put(self, name, value):
        self.response.set_cookie(name, value, secure=self.secure)


@app.get("/")
def page():
    response = make_response("ok")
    Jar(response).put("a", "b")
    return response
