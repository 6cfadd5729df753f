from flask import Flask, request
import lxml.etree

def shown(**named):
    return named["text"]

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    given = {"text": param}
    bar = shown(**given)
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
