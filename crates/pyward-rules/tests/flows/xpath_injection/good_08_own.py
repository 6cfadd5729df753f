from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    etree.parse("a.xml").xpath("//a[@n=$n]", n=request.args["n"])
    return "ok"
