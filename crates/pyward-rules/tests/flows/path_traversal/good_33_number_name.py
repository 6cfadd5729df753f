from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Route


async def page(request):
    number = int(request.path_params["number"])
    return FileResponse(f"pages/{number:04d}.html")


app = Starlette(routes=[Route("/page/{number}", page)])
