from django.urls import path

from . import pages

urlpatterns = [path("show/<int:number>/", pages.show)]
