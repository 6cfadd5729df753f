from flask import Flask, request
from markupsafe import escape

app = Flask(__name__)


@app.route("/profile")
def profile():
    context = {"title": "Profile", "name": escape(request.args.get("name", ""))}
    return "<h1>%(title)s</h1><p>%(name)s</p>" % context
