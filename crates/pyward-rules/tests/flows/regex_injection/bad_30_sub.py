import re

from django.http import JsonResponse


def mask(request):
    pattern = "(" + request.GET["word"] + ")+"
    return JsonResponse({"text": re.sub(pattern, "*", request.GET["text"])})
