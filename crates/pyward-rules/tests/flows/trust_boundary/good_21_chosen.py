from flask import Flask, request, session

app = Flask(__name__)


@app.route("/prefs", methods=["POST"])
def prefs():
    theme = request.form.get("theme")
    session["theme"] = theme if theme in ("dark", "light") else "light"
    return "ok"
