import ollama
from django.http import JsonResponse

STYLES = {"short": "Answer in one line.", "long": "Answer at length."}


def view(request):
    style = STYLES[request.GET["style"]]
    return JsonResponse({"answer": ollama.generate(model="m", prompt="Describe rain. " + style)})
