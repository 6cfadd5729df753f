from flask import Flask, request
from lxml import etree

app = Flask(__name__)
DOCUMENT = etree.parse("staff.xml")


@app.post("/login")
def login():
    user, code = request.form["user"], request.form["code"]
    found = DOCUMENT.xpath(f"//staff[@user='{user}'][@code='{code}']")
    return {"ok": bool(found)}
