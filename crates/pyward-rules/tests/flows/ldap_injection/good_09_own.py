from django.http import HttpResponse
from django.views import View
import ldap3
from ldap3.utils.conv import escape_filter_chars as esc


class Page(View):
    def get(self, request, name=None):
        con = ldap3.Connection("x")
        con.search("dc=x", "(uid=" + esc(name) + ")")
        return HttpResponse("ok")
