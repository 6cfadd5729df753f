from django.http import HttpResponse
from django.views import View
import re


class Page(View):
    def get(self, request, name=None):
        re.compile(name).match("x")
        return HttpResponse("ok")
