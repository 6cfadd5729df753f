from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    num = 86
    if 7 * 42 - num > 200:
        bar = "fixed"
    else:
        bar = param
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
