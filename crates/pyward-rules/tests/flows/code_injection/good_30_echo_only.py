from django.http import JsonResponse


class Evaluating:
    def apply(self, text):
        return eval(text)


class Echo:
    def apply(self, text):
        return text


def compute(request):
    strategy = Echo()
    Evaluating().apply("1 + 1")
    return JsonResponse({"result": strategy.apply(request.GET["text"])})
