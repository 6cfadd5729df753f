from django.db import models


class Hook(models.Model):
    address = models.CharField(max_length=200)
    label = models.CharField(max_length=200)
