from flask import Flask, Response, request

app = Flask(__name__)


@app.route("/lang")
def lang():
    response = Response("ok", mimetype="text/plain")
    lang = request.args["lang"]
    response.headers.add("X-Lang", lang if lang in {"en", "de"} else "en")
    return response
