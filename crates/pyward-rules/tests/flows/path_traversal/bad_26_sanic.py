from sanic import Sanic
from sanic.response import text

app = Sanic("files")


@app.get("/read")
async def read(request):
    with open("/srv/" + request.args.get("name")) as file:
        return text(file.read())
