from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    return RedirectResponse(url=name)
