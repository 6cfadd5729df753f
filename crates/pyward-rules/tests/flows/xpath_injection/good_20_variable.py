from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/user")
def user():
    tree = etree.parse("users.xml")
    found = tree.xpath("//user[@name=$name]", name=request.args["name"])
    return str(len(found))
