from flask import Flask, redirect, request

app = Flask(__name__)
HOME = "https://shop.example"


@app.get("/go")
def go():
    place = request.args["to"]
    if not place.startswith(HOME):
        place = HOME
    return redirect(place)
