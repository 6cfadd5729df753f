from flask import Flask, request
import xml.sax, xml.sax.handler, xml.dom.minidom

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    reader = xml.sax.make_parser()
    reader.setFeature(xml.sax.handler.feature_external_ges, False)
    xml.dom.minidom.parseString(request.data, reader)
    return "ok"
