import ollama
from django.http import JsonResponse


class Bot:
    def __init__(self, rules):
        self.rules = rules

    def ask(self, text):
        return ollama.generate(model="m", prompt=f"{self.rules}\n\nUser: {text}\nBot:")


def view(request):
    bot = Bot("Never speak of prices.")
    return JsonResponse({"answer": bot.ask(request.GET["q"])})
