from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Point(BaseModel):
    x: float
    y: float


@app.post("/compute")
async def compute(point: Point):
    return eval(f"{point.x} + {point.y}")
