from flask import Flask, request

app = Flask(__name__)


@app.route("/go")
def go():
    return "", 302, {"Location": request.args["to"]}
