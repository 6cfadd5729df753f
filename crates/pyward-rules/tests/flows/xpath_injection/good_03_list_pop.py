from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    values = ["one", "two"]
    values.insert(0, param)
    values.pop(0)
    bar = values[0]
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
