import openai
from flask import Flask, request

app = Flask(__name__)
client = openai.OpenAI()


@app.route("/ask")
def ask():
    prompt = "Answer as a pirate. Question: " + request.args["q"]
    answer = client.chat.completions.create(model="m", messages=[{"role": "user", "content": prompt}])
    return {"answer": answer.choices[0].message.content}
