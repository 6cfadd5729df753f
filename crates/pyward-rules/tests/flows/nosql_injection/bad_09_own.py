from fastapi import FastAPI, Request
from pymongo import MongoClient

app = FastAPI()
db = MongoClient().shop


@app.post("/login")
async def login(request: Request):
    body = await request.json()
    db.users.find_one({"name": body["name"], "password": body["password"]})
