from flask import Flask, Response, request

app = Flask(__name__)


@app.get("/page")
def page():
    return Response("ok", headers={"X-Name": request.args["name"]})
