from flask import Flask, request, session

app = Flask(__name__)


@app.post("/add")
def add():
    session.setdefault("items", {})[request.form["sku"]] = request.form["price"]
    return "ok"
