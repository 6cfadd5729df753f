import os

from flask import Flask, request
from openai import AzureOpenAI

app = Flask(__name__)
client = AzureOpenAI(api_key=os.environ["KEY"])


@app.route("/ask")
async def ask():
    messages = []
    messages.append({"role": "system", "content": request.args["mode"]})
    messages.append({"role": "user", "content": request.args["q"]})
    return {"answer": client.chat.completions.create(model="m", messages=messages)}
