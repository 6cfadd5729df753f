from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    root = lxml.etree.parse("a.xml").getroot()
    query = "".join(["//u[n/text()='", request.args["n"], "']"])
    root.xpath(query)
    return "ok"
