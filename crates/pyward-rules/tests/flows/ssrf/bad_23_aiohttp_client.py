import aiohttp
from aiohttp import web


async def preview(request):
    target = request.query["url"]
    async with aiohttp.ClientSession() as session:
        async with session.get(target) as answer:
            return web.Response(body=await answer.read())
