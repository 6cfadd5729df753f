from django.http import HttpResponse
from django.views import View
import os


class Page(View):
    def get(self, request, name=None):
        path = os.path.normpath(os.path.join("/srv", name))
        return HttpResponse(open(path).read())
