from flask import Flask, request
import yaml

class Holder:
    def __init__(self, text):
        self.text = text

    def reset(self):
        self.text = "fixed"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    holder = Holder(param)
    holder.reset()
    bar = holder.text
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
