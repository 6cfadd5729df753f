import os

from flask import Flask, request

app = Flask(__name__)


@app.post("/job")
def job():
    task = request.get_json()
    if task.kind == "list":
        os.system("ls " + task.folder)
    return "ok"
