import os

from .base import Page


def show(req, name):
    os.system("cat " + name)


class Report(Page):
    def get(self, req, name):
        return None
