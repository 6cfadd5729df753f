from fastapi import FastAPI
import os
from pydantic import BaseModel


class Item(BaseModel):
    name: str
    count: int

app = FastAPI()


@app.get("/own")
async def own(item: Item):
    os.system("head -n %d" % item.count)
    os.system(f"head -n {item.count}")
    return {}
