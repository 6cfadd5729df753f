from anthropic import Anthropic
from fastapi import FastAPI

app = FastAPI()


@app.post("/ask")
def ask(question: str):
    return Anthropic().messages.create(
        model="m", max_tokens=100, system="Be brief.", messages=[{"role": "user", "content": question}]
    )
