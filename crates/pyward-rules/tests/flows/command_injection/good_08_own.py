from fastapi import FastAPI
import os

app = FastAPI()


@app.get("/own/{name}")
async def own(name: int):
    os.system(f"id {name}")
    return {}
