from flask import Flask, request

app = Flask(__name__)


@app.route("/go")
def go():
    return request.args["to"], 200, {"Content-Type": "text/plain"}
