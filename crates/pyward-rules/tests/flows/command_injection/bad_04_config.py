from flask import Flask, request
import os

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyB")
    os.system("echo " + bar)
    return "done"
