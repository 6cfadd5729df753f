from django.http import JsonResponse


class Strategy:
    def apply(self, text):
        raise NotImplementedError


class Evaluating(Strategy):
    def apply(self, text):
        return eval(text)


class Echo(Strategy):
    def apply(self, text):
        return text


def choose(kind):
    return Evaluating() if kind == "math" else Echo()


def compute(request):
    strategy = choose(request.GET.get("kind"))
    return JsonResponse({"result": strategy.apply(request.GET["text"])})
