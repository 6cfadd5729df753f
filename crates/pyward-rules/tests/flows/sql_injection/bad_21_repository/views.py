import psycopg2
from django.http import JsonResponse

from repository import Users


def search(request):
    users = Users(psycopg2.connect("dbname=app"))
    return JsonResponse({"users": users.find(name=request.GET["name"])})
