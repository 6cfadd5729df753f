import logging

from django.views import View
from django.http import HttpResponse


class Audited(View):
    logger = logging.getLogger("audit")

    def post(self, request):
        self.logger.info("changed by " + request.POST["who"])
        return HttpResponse("ok")
