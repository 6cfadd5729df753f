from flask import Flask, request

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    import configparser
    conf = configparser.ConfigParser()
    conf.add_section("s")
    conf.set("s", "keyA", "fixed")
    conf.set("s", "keyB", param)
    bar = conf.get("s", "keyA")
    return "<p>" + bar + "</p>"
