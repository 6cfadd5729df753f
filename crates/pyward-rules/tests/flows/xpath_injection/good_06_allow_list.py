from flask import Flask, request
import elementpath
import xml.etree.ElementTree as ET

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    if param not in ("red", "green"):
        return "no"
    bar = param
    root = ET.parse("users.xml")
    elementpath.select(root, f"/users/user[@n='{bar}']")
    return "done"
