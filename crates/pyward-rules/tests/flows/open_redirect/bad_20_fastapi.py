from fastapi import FastAPI
from fastapi.responses import RedirectResponse

app = FastAPI()


@app.get("/login")
def login(next: str = "/"):
    return RedirectResponse(next, status_code=302)
