import ipaddress
import socket
from urllib.parse import urlparse

import requests
from flask import Flask, abort, request

app = Flask(__name__)


def is_inside(host):
    infos = socket.getaddrinfo(host, None)
    for info in infos:
        address = ipaddress.ip_address(info[4][0])
        if address.is_private or address.is_loopback:
            return True
    return False


@app.get("/fetch")
def fetch():
    url = request.args["url"]
    if is_inside(urlparse(url).hostname):
        abort(400)
    return {"status": requests.get(url).status_code}
