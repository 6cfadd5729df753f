from django.views import View


class Page(View):
    pass
