from fastapi import FastAPI, Request
from motor.motor_asyncio import AsyncIOMotorClient

app = FastAPI()
users = AsyncIOMotorClient().shop.users


@app.post("/login")
async def login(request: Request):
    body = await request.json()
    user = await users.find_one({"name": str(body["name"])})
    return {"ok": user is not None}
