import requests
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt

TARGETS = {"slack": "https://hooks.slack.com/a", "teams": "https://teams.example.com/b"}


@csrf_exempt
def register(request):
    target = TARGETS[request.POST["kind"]]
    requests.post(target, json={"text": request.POST["text"]}, timeout=3)
    return HttpResponse("ok")
