import hashlib

from flask import Flask, request

app = Flask(__name__)


def make(kind):
    return hashlib.new("sha512" if kind == "new" else "md5")


@app.route("/hash")
def digest():
    made = make("new")
    made.update(request.args["text"].encode())
    return {"digest": made.hexdigest()}
