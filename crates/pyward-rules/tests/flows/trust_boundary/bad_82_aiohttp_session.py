from aiohttp import web
from aiohttp_session import get_session


async def act_as(request):
    session = await get_session(request)
    session["user"] = request.query["user"]
    return web.Response()


app = web.Application()
app.router.add_get("/", act_as)
