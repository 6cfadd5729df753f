from django.http import HttpResponse
from django.views import View
import marshal


class Page(View):
    def get(self, request, name=None):
        marshal.loads(request.body)
        return HttpResponse("ok")
