from flask import Flask, render_template, request

app = Flask(__name__)


@app.route("/page")
def page():
    return render_template("page.html", title="Hello", comment=request.args["comment"])
