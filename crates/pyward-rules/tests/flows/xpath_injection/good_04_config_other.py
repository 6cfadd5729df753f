from flask import Flask, request
import elementpath
import xml.etree.ElementTree as ET

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyA")
    root = ET.parse("users.xml")
    elementpath.select(root, f"/users/user[@n='{bar}']")
    return "done"
