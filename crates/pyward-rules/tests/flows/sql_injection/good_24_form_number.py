from django import forms
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.http import require_POST


class Search(forms.Form):
    year = forms.IntegerField()


@require_POST
def search(request):
    form = Search(request.POST)
    if form.is_valid():
        year = form.cleaned_data["year"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM page WHERE year = %d" % year)
            return JsonResponse({"ids": cursor.fetchall()})
    return JsonResponse({}, status=400)
