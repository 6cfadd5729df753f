from fastapi import FastAPI
import httpx

app = FastAPI()


@app.get("/own/{name}")
async def own(name: str):
    async with httpx.AsyncClient() as client:
        await client.get(name)
    return {}
