from flask import Flask, abort, request
from lxml import etree

app = Flask(__name__)
DOCUMENT = etree.parse("staff.xml")


@app.post("/login")
def login():
    user = request.form["user"]
    if not user.isalnum():
        abort(400)
    return {"ok": bool(DOCUMENT.xpath(f"//staff[@user='{user}']"))}
