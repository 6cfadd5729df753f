from django.http import HttpResponse


def greet(request):
    response = HttpResponse()
    response.write("<h1>Hello " + request.GET.get("name", "") + "</h1>")
    return response
