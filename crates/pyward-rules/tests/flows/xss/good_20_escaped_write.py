from django.http import HttpResponse
from django.utils.html import escape


def greet(request):
    response = HttpResponse()
    response.write("<h1>Hello " + escape(request.GET.get("name", "")) + "</h1>")
    return response
