from flask import Flask, redirect, request

app = Flask(__name__)


@app.route("/go")
def go():
    target = request.args.get("to", "/")
    if "example.com" in target:
        return redirect(target)
    return redirect("/")
