import ast

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Formula(BaseModel):
    text: str


@app.post("/compute")
async def compute(formula: Formula):
    return ast.literal_eval(formula.text)
