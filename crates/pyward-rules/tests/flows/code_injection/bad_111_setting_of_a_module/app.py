from flask import Flask, request

import settings

app = Flask(__name__)


@app.get("/price")
def price():
    return str(eval(settings.FORMULA, {"base": 1}))


@app.post("/formula")
def formula():
    settings.FORMULA = request.form["formula"]
    return "ok"
