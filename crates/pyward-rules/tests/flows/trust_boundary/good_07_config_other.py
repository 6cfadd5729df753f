from flask import Flask, request
from flask import session

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyA")
    session["user"] = bar
    return "done"
