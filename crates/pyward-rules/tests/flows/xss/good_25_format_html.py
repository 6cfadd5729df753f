from django.http import HttpResponse
from django.utils.html import format_html


def decorate(text):
    return format_html("<em>{}</em>", text)


def view(request):
    return HttpResponse(decorate(request.POST["comment"]))
