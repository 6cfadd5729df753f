from django.http import HttpResponse
from django.template import Context, Template


def render(request):
    source = "Dear " + request.POST["name"] + ", {{ offer }}"
    return HttpResponse(Template(source).render(Context({"offer": "x"})))
