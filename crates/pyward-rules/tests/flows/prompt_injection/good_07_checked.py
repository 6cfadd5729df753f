from fastapi import FastAPI
from langchain_openai import ChatOpenAI

app = FastAPI()
llm = ChatOpenAI(model="m")


@app.get("/translate")
def translate(language: str):
    if language not in ("French", "German"):
        return {"error": "unknown language"}
    return llm.invoke("Say good morning in " + language)
