import logging

from fastapi import FastAPI

app = FastAPI()
log = logging.getLogger("access")


@app.get("/item/{number}")
def item(number: int):
    log.info(f"item {number}")
    return {}
