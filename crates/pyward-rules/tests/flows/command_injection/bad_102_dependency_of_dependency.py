import os

from fastapi import Depends, FastAPI

app = FastAPI()


def inner(folder: str):
    return folder


def outer(folder: str = Depends(inner)):
    return folder


@app.get("/run")
def run(folder: str = Depends(outer)):
    os.system("ls " + folder)
