import xml.etree.ElementTree as ET

from flask import Flask, request

app = Flask(__name__)


@app.route("/user")
def user():
    wanted = request.args["name"]
    for node in ET.parse("users.xml").findall(".//user"):
        if node.get("name") == wanted:
            return "found"
    return "none"
