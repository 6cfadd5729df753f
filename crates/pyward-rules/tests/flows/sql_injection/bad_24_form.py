from django import forms
from django.db import connection
from django.http import JsonResponse
from django.views.decorators.http import require_POST


class Search(forms.Form):
    word = forms.CharField()


@require_POST
def search(request):
    form = Search(request.POST)
    if form.is_valid():
        word = form.cleaned_data["word"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM page WHERE body LIKE '%" + word + "%'")
            return JsonResponse({"ids": cursor.fetchall()})
    return JsonResponse({}, status=400)
