import filetype
from flask import Flask, request

app = Flask(__name__)


@app.get("/read")
def read():
    name = request.args["name"]
    if filetype.guess_extension(name) not in ("png", "gif"):
        return "no"
    return open("/srv/" + name).read()
