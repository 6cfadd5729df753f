from django.db import models
from django.http import JsonResponse
from django.urls import path


class Person(models.Model):
    name = models.CharField(max_length=100)


def people(request, prefix):
    found = Person.objects.raw("SELECT * FROM person WHERE name LIKE '" + prefix + "%%'")
    return JsonResponse({"names": [person.name for person in found]})


urlpatterns = [path("people/<str:prefix>/", people)]
