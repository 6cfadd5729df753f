from flask import Flask, request
import xml.sax
import xml.sax.handler
import xml.dom.minidom

import things

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    thing = things.make("plain")
    bar = thing.get(param)
    parser = xml.sax.make_parser()
    parser.setFeature(xml.sax.handler.feature_external_ges, True)
    xml.dom.minidom.parseString(bar, parser)
    return "done"
