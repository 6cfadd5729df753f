from django.http import JsonResponse
from lxml import etree


def parsed(text, **options):
    return etree.fromstring(text, etree.XMLParser(load_dtd=True, resolve_entities=True, **options))


def receive(request):
    return JsonResponse({"root": parsed(request.body).tag})
