from flask import Flask, request

from shop import client

app = Flask(__name__)


@app.route("/order")
def order():
    return {"order": client.orders.create(name="x", messages=["Thank you, " + request.args["name"]])}
