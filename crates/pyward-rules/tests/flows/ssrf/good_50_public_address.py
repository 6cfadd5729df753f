import ipaddress
import socket
from urllib.parse import urlparse

import requests
from flask import Flask, request

app = Flask(__name__)


def is_public(address):
    host = urlparse(address).hostname
    if not host:
        return False
    for info in socket.getaddrinfo(host, None):
        if not ipaddress.ip_address(info[4][0]).is_global:
            return False
    return True


@app.route("/preview")
def preview():
    address = request.args["url"]
    if not is_public(address):
        return "no"
    return str(len(requests.get(address, timeout=5).content))
