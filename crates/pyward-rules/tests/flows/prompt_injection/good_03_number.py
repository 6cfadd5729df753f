import litellm
from flask import Flask, request

app = Flask(__name__)


@app.route("/joke")
def joke():
    count = int(request.args["count"])
    messages = [{"role": "user", "content": f"Tell {count} jokes"}]
    return {"answer": litellm.completion(model="m", messages=messages)}
