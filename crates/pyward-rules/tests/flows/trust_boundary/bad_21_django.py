from django.http import HttpResponse


def prefs(request):
    for name in ("theme", "level"):
        request.session[name] = request.POST.get(name)
    return HttpResponse("ok")
