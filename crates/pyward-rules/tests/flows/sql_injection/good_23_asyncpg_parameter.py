import asyncpg
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route


async def report(request):
    connection = await asyncpg.connect("postgres://localhost/app")
    day = request.query_params["day"]
    rows = await connection.fetch("SELECT * FROM sales WHERE day = $1", day)
    return JSONResponse([dict(row) for row in rows])


app = Starlette(routes=[Route("/report", report)])
