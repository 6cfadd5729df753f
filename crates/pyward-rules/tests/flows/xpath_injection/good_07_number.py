from flask import Flask, request
import lxml.etree

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = str(int(param))
    root = lxml.etree.parse("users.xml")
    root.xpath(f"//user[@name='{bar}']")
    return "done"
