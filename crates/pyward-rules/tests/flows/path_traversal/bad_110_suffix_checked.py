from flask import Flask, request

app = Flask(__name__)
KINDS = {"png", "gif"}


def allowed(name):
    return "." in name and name.rsplit(".", 1)[1].lower() in KINDS


@app.get("/picture")
def picture():
    name = request.args["name"]
    if not allowed(name):
        return "no"
    with open("/srv/pictures/" + name, "rb") as source:
        return source.read()
