import os
import queue
import threading

from flask import Flask, request

app = Flask(__name__)
jobs = queue.Queue()


def work():
    while True:
        os.system("convert " + jobs.get())


threading.Thread(target=work).start()


@app.post("/job")
def job():
    jobs.put(request.form["name"])
    return "ok"
