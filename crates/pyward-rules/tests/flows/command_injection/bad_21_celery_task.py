import os

from celery import Celery

app = Celery("jobs", broker="amqp://localhost")


@app.task
def thumbnail(path):
    os.system("convert " + path + " small.png")
