from aiohttp import web

routes = web.RouteTableDef()


@routes.get("/hello/{name}")
async def hello(request):
    return web.Response(text="hello " + request.match_info["name"])
