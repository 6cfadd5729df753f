from flask import Flask, request
from store import Store

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    store = Store()
    store.find(request.args["n"])
    return "ok"
