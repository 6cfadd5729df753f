from anthropic import Anthropic
from fastapi import FastAPI

app = FastAPI()
client = Anthropic()


@app.post("/ask")
def ask(persona: str, question: str):
    return client.messages.create(
        model="m", max_tokens=100, system=persona, messages=[{"role": "user", "content": question}]
    )
