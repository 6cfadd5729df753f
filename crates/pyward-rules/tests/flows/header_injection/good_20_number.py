from django.http import HttpResponse


def download(request):
    response = HttpResponse("data", content_type="text/plain")
    response["X-Page"] = str(int(request.GET["page"]))
    return response
