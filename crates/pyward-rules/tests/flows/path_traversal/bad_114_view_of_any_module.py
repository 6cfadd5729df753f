from django.http import FileResponse


def download(request, name):
    return FileResponse(open("/srv/media/" + name, "rb"))
