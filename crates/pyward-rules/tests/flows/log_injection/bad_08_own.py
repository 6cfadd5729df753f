from django.http import HttpResponse
from django.views import View
import logging

log = logging.getLogger(__name__)


class Page(View):
    def get(self, request, name=None):
        log.warning("who: %s" % name)
        return HttpResponse("ok")
