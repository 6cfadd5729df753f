import logging

from fastapi import FastAPI, Header

app = FastAPI()
log = logging.getLogger("access")


@app.get("/")
def root(agent: str = Header(default="")):
    log.info(f"agent: {agent}")
    return {}
