from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = param
    bar = "fixed"
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
