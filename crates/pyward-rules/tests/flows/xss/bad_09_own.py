from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    return HTMLResponse(f"<p>{name}</p>")
