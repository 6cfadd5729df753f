from flask import Flask, request
import yaml

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    yaml.load(request.data, yaml.UnsafeLoader)
    return "ok"
