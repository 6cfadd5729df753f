from django.urls import path, re_path

from . import pages
from .pages import Report

urlpatterns = [
    path("show/<str:name>/", pages.show),
    re_path(r"^report/(?P<name>.+)/$", Report.as_view()),
]
