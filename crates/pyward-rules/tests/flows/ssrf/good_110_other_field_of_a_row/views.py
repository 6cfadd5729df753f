import requests
from django.http import HttpResponse

from models import Hook


def add(request):
    Hook.objects.create(address="https://example.com/", label=request.POST["label"])
    return HttpResponse("ok")


def call(request):
    for hook in Hook.objects.all():
        requests.post(hook.address, timeout=5)
    return HttpResponse("ok")
