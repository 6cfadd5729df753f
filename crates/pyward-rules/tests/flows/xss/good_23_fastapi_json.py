from fastapi import FastAPI

app = FastAPI()


@app.get("/hello")
def hello(name: str):
    return {"greeting": f"<b>{name}</b>"}
