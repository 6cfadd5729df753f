from django.http import HttpResponse
from django.views import View
import json


class Page(View):
    def get(self, request, name=None):
        return HttpResponse(str(len(json.loads(request.body))))
