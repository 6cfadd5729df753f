from flask import Flask, request
from flask import redirect

class Card:
    def __init__(self, text):
        self._text = text

    @property
    def title(self):
        return self._text.title()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    bar = Card(param).title
    return redirect(bar)
