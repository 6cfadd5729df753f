from flask import Flask, request

app = Flask(__name__)


@app.route("/calc")
def calc():
    text = request.args.get("expr", "1")
    length = len(text)
    text = "2 * 21"
    return str(eval(text) + length)
