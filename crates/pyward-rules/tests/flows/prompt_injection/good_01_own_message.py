import openai
from flask import Flask, request

app = Flask(__name__)
client = openai.OpenAI()


@app.route("/ask")
def ask():
    messages = [
        {"role": "system", "content": "Answer as a pirate."},
        {"role": "user", "content": request.args["q"]},
    ]
    return {"answer": client.chat.completions.create(model="m", messages=messages).choices[0].message.content}
