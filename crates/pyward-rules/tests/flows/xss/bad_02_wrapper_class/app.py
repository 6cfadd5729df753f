from flask import Flask, request

import holders

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    holder = holders.Holder(param)
    holder.touch()
    bar = holder.read()
    page = "<html>"
    page += f"<p>{bar}</p>"
    return page
