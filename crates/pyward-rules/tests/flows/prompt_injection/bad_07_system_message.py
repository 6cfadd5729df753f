from flask import Flask, request
from langchain_core.messages import HumanMessage, SystemMessage
from langchain_openai import ChatOpenAI

app = Flask(__name__)


@app.route("/ask", methods=["POST"])
def ask():
    body = request.get_json()
    messages = [SystemMessage(content=body["persona"]), HumanMessage(content=body["question"])]
    return {"answer": ChatOpenAI(model="m").invoke(messages).content}
