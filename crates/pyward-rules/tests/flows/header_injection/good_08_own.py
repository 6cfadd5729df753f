from django.http import HttpResponse
from django.views import View



class Page(View):
    def get(self, request, name=None):
        response = HttpResponse("ok")
        response["X-Name"] = name.replace("\n", "").replace("\r", "")
        return response
