from flask import Flask, request
import parsing
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    etree.fromstring(request.data, parser=parsing.parser())
    return "ok"
