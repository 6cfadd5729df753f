from flask import Flask, request
import lxml.etree

NAMES = {"a": "alpha", "b": "beta"}

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = NAMES.get(param, "none")
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
