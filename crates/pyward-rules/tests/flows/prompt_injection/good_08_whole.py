from fastapi import FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
llm = ChatOpenAI(model="m")


@app.get("/ask")
def ask(question: str):
    return llm.invoke(question.strip())
