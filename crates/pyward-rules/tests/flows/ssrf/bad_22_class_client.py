import requests
from django.http import JsonResponse


class Client:
    def __init__(self, base):
        self.base = base
        self.session = requests.Session()

    def fetch(self, path):
        return self.session.get(self.base + path, timeout=5)


def mirror(request):
    client = Client(request.GET["server"])
    return JsonResponse(client.fetch("/index.json").json())
