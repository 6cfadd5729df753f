from flask import Flask, request
from lxml import etree

app = Flask(__name__)


@app.route("/user")
def user():
    number = int(request.args["n"])
    return str(etree.parse("users.xml").xpath("//user[%d]" % number))
