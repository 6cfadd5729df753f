from flask import Flask, request
from lxml import etree

app = Flask(__name__)


TREE = etree.parse("people.xml")


@app.route("/find")
def find():
    name = request.args["name"].replace("'", "")
    return str(TREE.xpath('//person[@name="' + name + '"]'))
