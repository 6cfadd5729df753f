import re

from fastapi import FastAPI

app = FastAPI()
NAMES = ["a", "b"]


@app.get("/names")
def names(text: str):
    wanted = re.compile("^" + re.escape(text), re.IGNORECASE)
    return [name for name in NAMES if wanted.search(name)]
