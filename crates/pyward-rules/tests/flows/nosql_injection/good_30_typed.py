from fastapi import FastAPI
from pydantic import BaseModel
from pymongo import MongoClient

app = FastAPI()
orders = MongoClient()["shop"]["orders"]


class Search(BaseModel):
    number: int


@app.post("/orders")
def search(search: Search):
    return str(orders.find_one({"number": search.number}))
