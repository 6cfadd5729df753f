from flask import Flask, request
import elementpath
import xml.etree.ElementTree as ET

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["first"]
    root = ET.parse("users.xml")
    elementpath.select(root, f"/users/user[@n='{bar}']")
    return "done"
