from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    choice = "ABC"[1]
    match choice:
        case "A":
            bar = "fixed"
        case "B":
            bar = param
        case _:
            bar = "other"
    parser = lxml.etree.XMLParser(resolve_entities=True)
    lxml.etree.fromstring(bar, parser)
    return "done"
