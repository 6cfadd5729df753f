from flask import Flask, request
import elementpath
import xml.etree.ElementTree as ET

import shaping

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    bar = shaping.decorate(param)
    root = ET.parse("users.xml")
    elementpath.select(root, f"/users/user[@n='{bar}']")
    return "done"
