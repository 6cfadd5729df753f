from flask import Flask, request
from google import genai

app = Flask(__name__)
client = genai.Client()


@app.route("/sum")
def summary():
    text = request.get_json()["text"]
    answer = client.models.generate_content(model="m", contents=f"Summarise, without names: {text}")
    return {"answer": answer.text}
