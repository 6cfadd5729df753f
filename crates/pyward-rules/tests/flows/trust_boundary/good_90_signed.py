import jwt
from fastapi import FastAPI, Request

app = FastAPI()


@app.post("/login")
async def login(request: Request):
    form = await request.form()
    claims = jwt.decode(form["token"], KEY, algorithms=["RS256"])
    request.session["user"] = claims["sub"]
