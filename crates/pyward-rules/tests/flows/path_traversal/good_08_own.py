from django.http import HttpResponse
from django.views import View
import os


class Page(View):
    def get(self, request, name=None):
        return HttpResponse(open(os.path.join("/srv", os.path.basename(name))).read())
