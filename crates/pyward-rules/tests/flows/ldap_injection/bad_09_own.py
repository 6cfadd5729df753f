from django.http import HttpResponse
from django.views import View
import ldap3


class Page(View):
    def get(self, request, name=None):
        con = ldap3.Connection("x")
        con.search(search_base="ou=" + name, search_filter="(a=b)")
        return HttpResponse("ok")
