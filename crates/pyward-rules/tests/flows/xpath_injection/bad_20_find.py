import xml.etree.ElementTree as ET

from flask import Flask, request

app = Flask(__name__)


@app.route("/user")
def user():
    tree = ET.parse("users.xml")
    node = tree.find(".//user[@name='" + request.args["name"] + "']")
    return node.text
