import openai
from flask import Flask, request

app = Flask(__name__)


@app.route("/ask")
def ask():
    prompt = "Write a poem about " + "rain"
    answer = openai.OpenAI().chat.completions.create(
        model=request.args["model"], messages=[{"role": "user", "content": prompt}]
    )
    return {"answer": answer.choices[0].message.content}
