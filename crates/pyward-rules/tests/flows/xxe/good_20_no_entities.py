from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/xml", methods=["POST"])
def xml():
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(request.data, parser).text
