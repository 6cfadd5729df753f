from flask import Flask, request

app = Flask(__name__)


@app.get("/read")
def read():
    name = request.args["name"]
    if ".." in name.split("/"):
        return "no"
    return open("/srv/" + name).read()
