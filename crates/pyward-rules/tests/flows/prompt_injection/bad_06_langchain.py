from fastapi import FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
llm = ChatOpenAI(model="m")


@app.get("/sql")
def sql(question: str):
    return llm.invoke("Write one SELECT for: " + question)
