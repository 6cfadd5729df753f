from django.http import HttpResponse
from django.views import View
import xml.sax
import io


class Page(View):
    def get(self, request, name=None):
        reader = xml.sax.make_parser()
        reader.setFeature("http://xml.org/sax/features/external-general-entities", True)
        reader.parse(io.BytesIO(request.body))
        return HttpResponse("ok")
