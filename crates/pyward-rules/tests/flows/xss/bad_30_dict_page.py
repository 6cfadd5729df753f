from flask import Flask, request

app = Flask(__name__)


@app.route("/profile")
def profile():
    context = {"title": "Profile", "name": request.args.get("name", "")}
    context["title"] = context["title"].upper()
    return "<h1>%(title)s</h1><p>%(name)s</p>" % context
