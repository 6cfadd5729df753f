from defusedxml.ElementTree import fromstring
from flask import Flask, request

app = Flask(__name__)


@app.route("/xml", methods=["POST"])
def xml():
    return fromstring(request.data).text
