from django.http import HttpResponse
from django.views import View
import xml.etree.ElementTree as ET


class Page(View):
    def get(self, request, name=None):
        tree = ET.parse("a.xml")
        tree.getroot().findall(".//user[@n='%s']" % name)
        return HttpResponse("ok")
