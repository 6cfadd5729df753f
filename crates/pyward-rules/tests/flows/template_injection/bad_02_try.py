from flask import Flask, request
import jinja2

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    try:
        bar = param.encode("ascii").decode("ascii")
    except UnicodeError:
        bar = "fixed"
    jinja2.Template("Hi " + bar).render()
    return "done"
