import pexpect

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/tell")
def tell():
    child = pexpect.spawn("/bin/bash", ["-c", "notify " + request.args["text"]])
    return {"length": len(child.read())}
