from flask import Flask, request

app = Flask(__name__)


@app.get("/read")
def read():
    name = request.args["name"]
    if name.split("/")[0] not in ("public", "shared"):
        return "no"
    return open("/srv/" + name).read()
