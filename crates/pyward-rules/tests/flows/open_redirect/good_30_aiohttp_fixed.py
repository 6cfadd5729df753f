from aiohttp import web

PLACES = {"home": "/", "docs": "/docs"}


async def leave(request):
    raise web.HTTPFound(location=PLACES.get(request.query.get("to"), "/"))


app = web.Application()
app.router.add_get("/leave", leave)
