import base64
import pickle

from flask import Flask, request

app = Flask(__name__)


@app.before_request
def load():
    cookie = request.cookies.get("state")
    if cookie:
        request.state = pickle.loads(base64.b64decode(cookie))
