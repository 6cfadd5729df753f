from django.http import HttpResponse
from django.views import View
from django.db import connection


class Page(View):
    def get(self, request, name=None):
        with connection.cursor() as cursor:
            cursor.execute("select * from t where n = %s", [name])
        return HttpResponse("ok")
