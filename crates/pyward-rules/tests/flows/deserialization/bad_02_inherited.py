from flask import Flask, request
import yaml

class Base:
    def __init__(self, text):
        self.text = text

    def get(self):
        return self.text

class Special(Base):
    def __init__(self, text):
        super().__init__(text)
        self.kind = "special"

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = Special(param).get()
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
