import asyncio

from fastapi import FastAPI, Request

app = FastAPI()


async def fixed():
    return "main"


async def chosen(request):
    return (await request.json())["branch"]


@app.post("/check")
async def check(request: Request):
    base, branch = await asyncio.gather(fixed(), chosen(request))
    await asyncio.create_subprocess_shell("git checkout " + base)
    return {"branch": branch}
