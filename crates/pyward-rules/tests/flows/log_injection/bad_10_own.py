from flask import Flask, request
import logging

app = Flask(__name__)


@app.route("/own", methods=["GET", "POST"])
def own():
    class Auditor:
        def __init__(self):
            self.log = logging.getLogger("a")

        def note(self, text):
            self.log.info(text)

    Auditor().note(request.args["n"])
    return "ok"
