from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    options = {"first": "fixed", "second": param}
    options["third"] = "also fixed"
    bar = options["second"]
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
