import litellm
from flask import Flask, request

app = Flask(__name__)
TEMPLATE = """You are a helpful assistant.
Context: {context}
Question: {question}"""


def build(question):
    return TEMPLATE.format(context="none", question=question)


@app.route("/ask")
def ask():
    messages = [{"role": "user", "content": build(request.args["q"])}]
    return {"answer": litellm.completion(model="m", messages=messages)}
