import pickle

from flask import Flask, request

app = Flask(__name__)


@app.route("/copy", methods=["POST"])
def copy():
    text = request.form["text"]
    size = len(pickle.dumps(text))
    return str(size)
