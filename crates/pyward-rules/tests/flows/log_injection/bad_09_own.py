from flask import Flask, request


app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    app.logger.info("who: " + request.args["n"])
    return "ok"
