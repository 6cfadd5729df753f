from flask import Flask, redirect, request

app = Flask(__name__)


def local(target):
    return target.startswith("/")


@app.route("/go")
def go():
    target = request.args.get("to", "/")
    if local(target):
        return redirect(target)
    return redirect("/")
