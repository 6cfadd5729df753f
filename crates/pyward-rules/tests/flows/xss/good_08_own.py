from django.http import HttpResponse
from django.views import View
from django.utils.html import escape


class Page(View):
    def get(self, request, name=None):
        return HttpResponse(f"<p>{escape(name)}</p>")
