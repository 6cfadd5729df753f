import requests
from flask import Flask, request

app = Flask(__name__)


@app.route("/status")
def status():
    region = request.args["region"]
    return requests.get(f"https://{region}.example.com/health", timeout=5).text
