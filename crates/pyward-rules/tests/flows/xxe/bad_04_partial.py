from flask import Flask, request
import xml.sax
import xml.sax.handler
import xml.dom.minidom

def joined(start, end):
    return start + end

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    import functools
    prefix = functools.partial(joined, "x-")
    bar = prefix(param)
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    xml.dom.minidom.parseString(bar, parser)
    return "done"
