from aiohttp import web
from lxml import etree

TREE = etree.parse("books.xml")


async def books(request):
    query = "//book[author/text()='{}']".format(request.rel_url.query["author"])
    select = etree.XPath(query)
    return web.json_response([node.text for node in select(TREE)])
