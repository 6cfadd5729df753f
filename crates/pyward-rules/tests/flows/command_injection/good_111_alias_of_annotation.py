import os
from typing import Annotated, Literal

from fastapi import FastAPI
from pydantic import BaseModel, StringConstraints

app = FastAPI()
Name = Annotated[str, StringConstraints(pattern="^[a-z]+$")]
Region = Literal["eu", "us"]


class Job(BaseModel):
    name: Name


@app.post("/list")
def listed(job: Job, region: Region):
    os.system("ls " + job.name)
    os.system("ls " + region)
    return "ok"
