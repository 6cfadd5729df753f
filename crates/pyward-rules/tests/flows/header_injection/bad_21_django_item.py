from django.http import HttpResponse


def download(request):
    response = HttpResponse("data", content_type="text/plain")
    response["X-Name"] = request.GET["name"]
    return response
