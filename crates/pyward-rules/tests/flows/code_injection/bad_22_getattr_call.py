from flask import Flask, request

app = Flask(__name__)


def build(text):
    return "result = " + text


@app.route("/calc")
def calc():
    scope = {}
    text = request.args.get("expr", "1")
    exec(compile(build(text), "<calc>", "exec"), scope)
    return str(scope["result"])
