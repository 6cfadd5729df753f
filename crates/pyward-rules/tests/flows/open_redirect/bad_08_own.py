from django.http import HttpResponse
from django.views import View
from django.shortcuts import redirect


class Page(View):
    def get(self, request, name=None):
        return redirect(request.GET.get("next", "/"))
