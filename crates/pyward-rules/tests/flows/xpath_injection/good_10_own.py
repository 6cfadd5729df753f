from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    name = request.args["n"].replace("'", "&apos;")
    etree.parse("a.xml").xpath(f"//a[@n='{name}']")
    return "ok"
