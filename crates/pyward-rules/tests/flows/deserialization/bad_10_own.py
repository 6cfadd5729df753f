from flask import Flask, request
import jsonpickle

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    state = request.cookies.get("s")
    if state:
        return str(jsonpickle.decode(state).count)
    return "none"
