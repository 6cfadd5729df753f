from django.http import HttpResponse
from django.views import View
from urllib.request import Request, urlopen


class Page(View):
    def get(self, request, name=None):
        urlopen(Request(request.GET["u"]))
        return HttpResponse("ok")
