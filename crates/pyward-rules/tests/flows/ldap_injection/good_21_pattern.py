import re

import ldap
from django.http import JsonResponse
from django.views import View


class Find(View):
    def get(self, request):
        uid = request.GET["uid"]
        if not re.fullmatch(r"[a-z0-9]{1,20}", uid):
            return JsonResponse({}, status=400)
        server = ldap.initialize("ldap://localhost")
        return JsonResponse({"n": len(server.search_s("dc=example", ldap.SCOPE_SUBTREE, f"(uid={uid})"))})
