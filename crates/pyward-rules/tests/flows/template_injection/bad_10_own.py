from fastapi import FastAPI
from mako.template import Template

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    return {"p": Template(f"hi {name}").render()}
