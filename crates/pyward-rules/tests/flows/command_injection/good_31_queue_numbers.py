import os

from celery import shared_task


@shared_task
def wait(seconds: int):
    os.system("sleep %d" % seconds)
