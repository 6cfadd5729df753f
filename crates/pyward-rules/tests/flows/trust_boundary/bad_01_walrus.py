from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    if (bar := param.strip()):
        pass
    session["user"] = bar
    return "done"
