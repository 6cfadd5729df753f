import hashlib

from flask import Flask, request

app = Flask(__name__)
HASHES = {"short": hashlib.md5, "long": hashlib.sha256}


def make(kind):
    return hashlib.new("sha1" if kind == "old" else "md5")


@app.route("/hash")
def digest():
    made = make("old")
    made.update(request.args["text"].encode())
    return {"digest": made.hexdigest()}
