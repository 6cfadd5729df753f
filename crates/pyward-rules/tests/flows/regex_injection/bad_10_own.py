from fastapi import FastAPI
import re

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    return {"n": len(re.findall(name, "text"))}
