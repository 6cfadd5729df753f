import os

from flask import Flask, request

app = Flask(__name__)


@app.route("/reports")
def reports():
    wanted = request.args["names"]
    for name in wanted.split(","):
        if os.path.basename(name) != name:
            app.logger.warning("odd name")
    texts = [open(os.path.join("/srv/reports", name)).read() for name in wanted.split(",")]
    return str(len(texts))
