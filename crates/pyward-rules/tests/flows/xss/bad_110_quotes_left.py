import html

from flask import Flask, request

app = Flask(__name__)


@app.get("/find")
def find():
    return '<input name="q" value="{}">'.format(html.escape(request.args["q"], quote=False))
