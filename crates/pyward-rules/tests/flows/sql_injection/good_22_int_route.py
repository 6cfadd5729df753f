from django.db import models
from django.http import JsonResponse
from django.urls import path


class Person(models.Model):
    name = models.CharField(max_length=100)


def people(request, number):
    found = Person.objects.raw("SELECT * FROM person WHERE id = " + str(number))
    return JsonResponse({"names": [person.name for person in found]})


urlpatterns = [path("people/<int:number>/", people)]
