import subprocess

from rest_framework.response import Response
from rest_framework.views import APIView


class Convert(APIView):
    def post(self, request):
        name = request.data.get("name")
        subprocess.check_output("convert %s out.png" % name, shell=True)
        return Response({"ok": True})
