import socket
from urllib.parse import urlparse

import requests
from flask import Flask, request

app = Flask(__name__)


def is_known(address):
    host = urlparse(address).hostname
    if not host:
        return False
    for info in socket.getaddrinfo(host, None):
        if info[0] == socket.AF_UNIX:
            return False
    return True


@app.route("/preview")
def preview():
    address = request.args["url"]
    if not is_known(address):
        return "no"
    return str(len(requests.get(address, timeout=5).content))
