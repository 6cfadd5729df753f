import openai
from flask import Flask, request

app = Flask(__name__)


@app.route("/ask")
def ask():
    return {"answer": openai.OpenAI().responses.create(
        model="m", instructions="Be kind.", input=request.args["q"]).output_text}
