from django.shortcuts import render


def page(request):
    comments = [{"text": text} for text in request.GET.getlist("text")]
    return render(request, "blog/page.html", {"title": "Hello", "comments": comments})
