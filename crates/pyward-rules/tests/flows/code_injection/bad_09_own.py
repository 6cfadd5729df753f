from fastapi import FastAPI
import importlib

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    module = importlib.import_module("plugins." + name)
    return {"m": str(module)}
