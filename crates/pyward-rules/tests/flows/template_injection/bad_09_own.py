from django.http import HttpResponse
from django.views import View
from django.template import Template, Context


class Page(View):
    def get(self, request, name=None):
        page = Template("<p>" + name).render(Context())
        return HttpResponse(page)
