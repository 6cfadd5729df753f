from urllib.parse import unquote

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/page")
def page():
    name = unquote(request.args["name"])
    if ".." in name:
        abort(400)
    with open("/srv/pages/" + name) as file:
        return {"length": len(file.read())}
