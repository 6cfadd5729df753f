import os

import openai

RULES = "You serve " + os.environ["COMPANY"]


def ask(question):
    messages = [{"role": "system", "content": RULES}, {"role": "user", "content": question}]
    return openai.OpenAI().chat.completions.create(model="m", messages=messages)
