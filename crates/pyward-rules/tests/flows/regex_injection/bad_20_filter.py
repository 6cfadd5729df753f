import re

from fastapi import FastAPI

app = FastAPI()
NAMES = ["a", "b"]


@app.get("/names")
def names(pattern: str):
    wanted = re.compile(pattern, re.IGNORECASE)
    return [name for name in NAMES if wanted.search(name)]
