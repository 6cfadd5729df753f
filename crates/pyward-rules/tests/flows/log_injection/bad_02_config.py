from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyB")
    logging.info("seen %s", bar)
    return "done"
