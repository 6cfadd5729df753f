from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    find = etree.XPath("//a[@n='" + request.args["n"] + "']")
    return str(len(find(etree.parse("a.xml"))))
