from aiohttp import web


async def evaluate(request):
    data = await request.post()
    return web.json_response({"value": eval(data["expr"])})


app = web.Application()
app.router.add_post("/evaluate", evaluate)
