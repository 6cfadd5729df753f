from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Formula(BaseModel):
    text: str
    digits: int = 2


@app.post("/compute")
async def compute(formula: Formula):
    return round(eval(formula.text), formula.digits)
