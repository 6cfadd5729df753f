from flask import Flask, redirect, request

app = Flask(__name__)


@app.get("/go")
def go():
    place = request.args["to"]
    if place[:1] != "/":
        place = "/"
    return redirect(place)
