from flask import Flask, request


ACTIONS = {"up": "1 + 1", "down": "1 - 1"}

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    action = ACTIONS[request.args["a"]]
    return str(eval(action))
