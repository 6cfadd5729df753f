from django.http import HttpResponse


def view(request):
    response = HttpResponse("ok")
    response.set_cookie("a", "b", httponly=True, secure=None)
    return response
