from django.http import HttpResponse
from django.template import Context, Template

TEMPLATE = Template("Dear {{ name }}")


def render(request):
    return HttpResponse(TEMPLATE.render(Context({"name": request.POST["name"]})))
