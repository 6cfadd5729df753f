from urllib.request import Request, urlopen

from flask import Flask, request

app = Flask(__name__)


@app.route("/hook", methods=["POST"])
def hook():
    payload = request.get_json()
    call = Request(payload["callback"], data=b"{}", method="POST")
    urlopen(call, timeout=5)
    return "", 204
