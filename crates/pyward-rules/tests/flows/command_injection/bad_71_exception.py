import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/told")
def told():
    try:
        raise LookupError("no such thing: " + request.args["thing"])
    except LookupError as error:
        os.system(f"logger '{error}'")
        return "sorry", 404
