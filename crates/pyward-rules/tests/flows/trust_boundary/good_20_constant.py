from flask import Flask, request, session

app = Flask(__name__)


@app.route("/prefs", methods=["POST"])
def prefs():
    session["dark"] = request.form.get("theme") == "dark"
    return "ok"
