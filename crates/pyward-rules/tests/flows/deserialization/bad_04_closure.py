from flask import Flask, request
import yaml

app = Flask(__name__)


@app.route("/case", methods=["GET", "POST"])
def case():
    param = request.headers.get("X-Q", "")
    def again():
        return param + "!"
    bar = again()
    yaml.load(bar, Loader=yaml.Loader)
    return "done"
