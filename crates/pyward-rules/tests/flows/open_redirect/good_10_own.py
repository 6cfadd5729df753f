from flask import Flask, request
from flask import redirect, url_for

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    return redirect(url_for("own", page=request.args["p"]))
