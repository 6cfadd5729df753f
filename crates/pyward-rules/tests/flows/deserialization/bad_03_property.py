from flask import Flask, request
import pickle, base64

class Card:
    def __init__(self, text):
        self._text = text

    @property
    def title(self):
        return self._text.title()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.cookies.get("q", "")
    bar = Card(param).title
    pickle.loads(base64.b64decode(bar))
    return "done"
