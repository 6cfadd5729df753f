from fastapi import FastAPI, Request
from fastapi.templating import Jinja2Templates

app = FastAPI()
templates = Jinja2Templates("templates")


@app.get("/page")
async def page(request: Request, name: str):
    return templates.TemplateResponse("page.html", {"request": request, "name": name})
