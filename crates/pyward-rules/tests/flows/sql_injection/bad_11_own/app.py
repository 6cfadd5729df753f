from django.http import HttpResponse
from django.views import View
from .models import User


class Page(View):
    def get(self, request, name=None):
        User.objects.raw("select * from u where n = '%s'" % request.POST["n"])
        return HttpResponse("ok")
