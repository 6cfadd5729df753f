from django.db import connection
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView


class SearchSerializer(serializers.Serializer):
    term = serializers.CharField()
    limit = serializers.IntegerField(default=10)


class Search(APIView):
    def get(self, request):
        serializer = SearchSerializer(data=request.query_params)
        serializer.is_valid(raise_exception=True)
        term = serializer.validated_data["term"]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM doc WHERE title LIKE '%{term}%'")
            return Response(cursor.fetchall())
