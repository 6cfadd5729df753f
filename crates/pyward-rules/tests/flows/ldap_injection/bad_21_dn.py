import ldap
from django.http import JsonResponse
from django.views import View


class Find(View):
    def get(self, request):
        server = ldap.initialize("ldap://localhost")
        base = "ou={},dc=example,dc=com".format(request.GET["unit"])
        return JsonResponse({"n": len(server.search_s(base, ldap.SCOPE_SUBTREE, "(objectClass=*)"))})
