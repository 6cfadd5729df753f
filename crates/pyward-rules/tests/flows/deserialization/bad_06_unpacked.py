from flask import Flask, request
import yaml

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.args.get("q", "")
    pair = (1, (param, "fixed"))
    _, (bar, _) = pair
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
