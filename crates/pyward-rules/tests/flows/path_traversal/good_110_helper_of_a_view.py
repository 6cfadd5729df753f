from django.http import FileResponse

NAMES = {"a": "first.pdf", "b": "second.pdf"}


def served(request, name):
    return FileResponse(open("/srv/media/" + name, "rb"))


def download(request):
    return served(request, NAMES.get(request.GET.get("key"), "none.pdf"))
