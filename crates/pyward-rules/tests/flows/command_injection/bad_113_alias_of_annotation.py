import os
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def folder(name: str):
    return name


Folder = Annotated[str, Depends(folder)]


@app.get("/list")
def listed(place: Folder):
    os.system("ls " + place)
    return "ok"
