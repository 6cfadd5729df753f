from flask import Flask, request
from flask import render_template_string

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.values.get("q", "")
    import uuid
    try:
        bar = str(uuid.UUID(param))
    except ValueError:
        return "no"
    return render_template_string("<p>" + bar)
