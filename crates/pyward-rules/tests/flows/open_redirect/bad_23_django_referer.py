from django.shortcuts import redirect


def back(request):
    target = request.META.get("HTTP_REFERER", "/")
    request.session["seen"] = True
    return redirect(target)
