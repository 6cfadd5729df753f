from urllib.parse import unquote

from flask import Flask, abort, request

app = Flask(__name__)


@app.get("/page")
def page():
    name = request.args["name"]
    if ".." in name or name.startswith("/"):
        abort(400)
    with open("/srv/pages/" + unquote(name)) as file:
        return {"length": len(file.read())}
