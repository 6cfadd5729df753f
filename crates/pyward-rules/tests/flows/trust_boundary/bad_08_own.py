from django.http import HttpResponse
from django.views import View



class Page(View):
    def get(self, request, name=None):
        request.session["role"] = request.GET["role"]
        return HttpResponse("ok")
