from django.urls import path

import views

urlpatterns = [path("search", views.search)]
