from flask import Flask, Response, request

app = Flask(__name__)


@app.route("/lang")
def lang():
    response = Response("ok", mimetype="text/plain")
    response.headers.add("X-Lang", request.args["lang"])
    return response
