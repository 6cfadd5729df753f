import re

from django.http import JsonResponse


def mask(request):
    return JsonResponse({"text": re.sub(r"\d+", "*", request.GET["text"])})
