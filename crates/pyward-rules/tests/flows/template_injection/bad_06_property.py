from flask import Flask, request
import jinja2

class Card:
    def __init__(self, text):
        self._text = text

    @property
    def title(self):
        return self._text.title()

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    bar = Card(param).title
    jinja2.Template("Hi " + bar).render()
    return "done"
