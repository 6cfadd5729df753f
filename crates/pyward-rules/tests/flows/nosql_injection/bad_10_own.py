from django.http import HttpResponse
from django.views import View
import json
import pymongo


class Page(View):
    def get(self, request, name=None):
        body = json.loads(request.body)
        pymongo.MongoClient().a.b.delete_many({"k": body.get("k")})
        return HttpResponse("ok")
