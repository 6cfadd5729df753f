from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    etree.fromstring(request.data, etree.XMLParser(resolve_entities=False))
    return "ok"
