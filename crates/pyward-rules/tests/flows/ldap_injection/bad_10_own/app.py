from flask import Flask, request
import directory

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    directory.lookup(request.form["u"])
    return "ok"
