import os

from flask import Flask, request

app = Flask(__name__)


@app.get("/told")
def told():
    try:
        raise LookupError("no such thing")
    except LookupError as error:
        os.system(f"logger '{error}'")
        return request.args["thing"].upper()[:0], 404
