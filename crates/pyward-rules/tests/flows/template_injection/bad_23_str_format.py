from flask import Flask, request

app = Flask(__name__)


class User:
    def __init__(self, name):
        self.name = name


@app.route("/greet")
def greet():
    pattern = request.args["pattern"]
    return {"text": pattern.format(user=User("x"))}
