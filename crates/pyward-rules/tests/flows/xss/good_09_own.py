from flask import Flask, request
from flask import jsonify, render_template

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    if request.args.get("j"):
        return jsonify({"q": request.args["q"]})
    return render_template("a.html", q=request.args["q"])
