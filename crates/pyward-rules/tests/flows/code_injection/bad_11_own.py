from flask import Flask, request


app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    data = request.get_json()
    if data["kind"] == "sum":
        return str(len(eval(data["text"])))
    return "ok"
