from fastapi import FastAPI
from pydantic import BaseModel
from pymongo import MongoClient

app = FastAPI()
documents = MongoClient().app.documents


class Asked(BaseModel):
    title: str
    author: str | None = None
    year: int | None = None


@app.post("/search")
def search(asked: Asked):
    return list(documents.find(asked.model_dump()))
