from flask import Flask, Response, request

app = Flask(__name__)


@app.route("/echo")
def echo():
    return Response("you said " + request.args.get("text", ""), mimetype="text/plain")
