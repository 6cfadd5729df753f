import html

from flask import Flask, request

app = Flask(__name__)


class Text:
    def __init__(self, raw):
        self.raw = raw

    def __format__(self, spec):
        return html.escape(self.raw)


@app.get("/title")
def title():
    text = Text(request.args["q"])
    return f"<title>{text}</title>"
