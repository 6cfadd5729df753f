from django.http import JsonResponse
from lxml import etree


class Store:
    def __init__(self):
        self.root = etree.parse("users.xml").getroot()

    def select(self, **parts):
        conditions = " and ".join("%s='%s'" % pair for pair in parts.items())
        return self.root.xpath("//user[%s]" % conditions)


def check(request):
    found = Store().select(name=request.POST["name"], password=request.POST["password"])
    return JsonResponse({"ok": bool(found)})
