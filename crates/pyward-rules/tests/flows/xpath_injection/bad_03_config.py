from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyB")
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
