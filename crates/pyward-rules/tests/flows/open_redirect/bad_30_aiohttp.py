from aiohttp import web


async def leave(request):
    target = request.query.get("to") or "/"
    raise web.HTTPFound(location=target)


app = web.Application()
app.router.add_get("/leave", leave)
