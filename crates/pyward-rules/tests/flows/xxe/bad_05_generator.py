from flask import Flask, request
import lxml.etree

def letters(text):
    for letter in text:
        yield letter

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    bar = "".join(letters(param))
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
