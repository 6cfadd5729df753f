from aiohttp import web


async def handle(request):
    data = await request.post()
    return web.Response(text=str(eval(data["e"])))
