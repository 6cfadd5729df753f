from flask import Flask, request

app = Flask(__name__)


@app.get("/read")
def read():
    kind = request.args["name"].split("/")[0]
    if kind not in ("public", "shared"):
        return "no"
    return open("/srv/" + kind).read()
