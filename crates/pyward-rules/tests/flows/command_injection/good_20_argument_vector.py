import subprocess

from rest_framework.response import Response
from rest_framework.views import APIView


class Convert(APIView):
    def post(self, request):
        name = request.data.get("name")
        subprocess.check_output(["convert", "--", name, "out.png"])
        return Response({"ok": True})
