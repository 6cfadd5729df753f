from flask import Flask, request
from langchain_core.prompts import PromptTemplate

app = Flask(__name__)


@app.route("/ask")
def ask():
    template = PromptTemplate.from_template(request.args["template"])
    return {"prompt": template.format(topic="rain")}
