from django import template
from django.http import HttpResponse
from django.utils.safestring import mark_safe


def decorate(text):
    return mark_safe("<em>%s</em>" % text)


def view(request):
    return HttpResponse(decorate(request.POST["comment"]))
