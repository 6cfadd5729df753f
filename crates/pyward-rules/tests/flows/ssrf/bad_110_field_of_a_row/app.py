import requests
from flask import Flask, request

from models import Hook
from database import session

app = Flask(__name__)


@app.post("/hook")
def add():
    session.add(Hook(address=request.form["address"], label="new"))
    session.commit()
    return "ok"


@app.post("/call/<int:number>")
def call(number):
    hook = session.get(Hook, number)
    requests.post(hook.address, timeout=5)
    return "ok"
