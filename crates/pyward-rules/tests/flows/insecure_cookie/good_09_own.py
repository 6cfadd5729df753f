from django.http import HttpResponse


def view(request):
    response = HttpResponse("ok")
    response.set_cookie("a", "b", secure=True)
    return response
