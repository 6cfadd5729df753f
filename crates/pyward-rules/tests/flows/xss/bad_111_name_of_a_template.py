from string import Template

from flask import Flask, request

app = Flask(__name__)
CARD = Template("<b>$title</b> ${body}")


@app.get("/card")
def card():
    return CARD.substitute({"title": "Card", "body": request.args["q"], "hint": ""})
