import sqlite3

from aiohttp import web

from builder import Query


async def users(request):
    query = Query("users").where("name", request.match_info["name"]).text()
    connection = sqlite3.connect("app.db")
    return web.json_response(connection.execute(query).fetchall())


app = web.Application()
app.add_routes([web.get("/users/{name}", users)])
