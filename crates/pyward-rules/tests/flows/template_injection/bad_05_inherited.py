from flask import Flask, request
from flask import render_template_string

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
    param = request.values.get("q", "")
    bar = Special(param).get()
    return render_template_string("<p>" + bar)
