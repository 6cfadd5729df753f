import requests
from fastapi import FastAPI, HTTPException

app = FastAPI()
MIRRORS = {"eu": "https://eu.example.com", "us": "https://us.example.com"}


@app.get("/mirror")
def mirror(region: str):
    base = MIRRORS.get(region)
    if base is None:
        raise HTTPException(404)
    return requests.get(base + "/index", timeout=5).text
