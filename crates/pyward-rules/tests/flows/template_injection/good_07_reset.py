from flask import Flask, request
from flask import render_template_string

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    return render_template_string("<p>" + bar)
