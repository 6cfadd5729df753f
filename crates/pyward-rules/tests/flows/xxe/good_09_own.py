from flask import Flask, request
import defusedxml.ElementTree as ET

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    ET.fromstring(request.data)
    return "ok"
