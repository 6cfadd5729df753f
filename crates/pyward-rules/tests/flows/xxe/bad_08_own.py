from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    etree.parse(request.files["f"], etree.XMLParser(load_dtd=True, resolve_entities=True))
    return "ok"
