import yaml
from rest_framework.response import Response
from rest_framework.views import APIView


class Import(APIView):
    def post(self, request):
        data = yaml.load(request.FILES["file"].read(), Loader=yaml.CSafeLoader)
        return Response(data)
