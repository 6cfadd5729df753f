from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    choice = "ABC"[2]
    match choice:
        case "A":
            bar = param
        case "C":
            bar = "fixed"
        case _:
            bar = param
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
