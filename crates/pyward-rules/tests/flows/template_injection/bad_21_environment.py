from fastapi import FastAPI, Request
from jinja2 import Environment

app = FastAPI()
environment = Environment(autoescape=True)


@app.post("/mail")
async def mail(request: Request):
    body = await request.json()
    return environment.from_string(body["template"]).render(user="x")
