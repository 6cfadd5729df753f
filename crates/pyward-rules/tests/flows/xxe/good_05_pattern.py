from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    import re
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", param):
        return "no"
    bar = param
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
