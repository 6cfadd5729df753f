from django.http import HttpResponse
from django.views import View



class Page(View):
    def get(self, request, name=None):
        return HttpResponse(f"<p>{name}</p>")
