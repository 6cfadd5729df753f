from flask import Flask, request
import re as regex

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    import re
    if not re.fullmatch(r"[A-Za-z0-9_]{1,20}", param):
        return "no"
    bar = param
    regex.search(bar, "some text")
    return "done"
