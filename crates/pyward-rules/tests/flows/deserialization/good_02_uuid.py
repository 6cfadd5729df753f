from flask import Flask, request
import yaml

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.form["q"]
    import uuid
    try:
        bar = str(uuid.UUID(param))
    except ValueError:
        return "no"
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
