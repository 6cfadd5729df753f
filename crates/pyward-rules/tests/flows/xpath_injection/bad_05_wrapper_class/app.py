from flask import Flask, request
import lxml.etree

import holders

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
