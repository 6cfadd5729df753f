from aiohttp import web

routes = web.RouteTableDef()


@routes.get("/hello/{name}")
async def hello(request):
    body = "<b>%s</b>" % request.match_info["name"]
    return web.Response(text=body, content_type="text/html")
