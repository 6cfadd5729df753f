from fastapi import FastAPI
from pydantic import BaseModel
from pymongo import MongoClient

app = FastAPI()
notes = MongoClient().app.notes


class Wanted(BaseModel):
    title: str
    owner: str | None = None


@app.post("/notes")
def find(wanted: Wanted):
    return {"count": notes.count_documents({"title": wanted.title, "owner": wanted.owner})}
