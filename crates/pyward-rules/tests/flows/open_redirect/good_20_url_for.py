from flask import Flask, redirect, request, url_for

app = Flask(__name__)


@app.route("/go")
def go():
    return redirect(url_for("page", name=request.args["page"]))
